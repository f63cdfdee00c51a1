"""Common Belgian given and family names: by language, and those that came with people from elsewhere."""

from __future__ import annotations

from models.values import Sex


def names(text: str) -> tuple[str, ...]:
    """The names in the text, one per word; a plus is the space in a name."""
    return tuple(word.replace("+", " ") for word in text.split())


GIVEN: dict[tuple[str, Sex], tuple[str, ...]] = {
    ("nl", Sex.FEMALE): names(
        """
        Anja Anke Annelies Annick Barbara Britt Carine Caroline Charlotte Christel Daphne Dorien Eline
        Elke Ellen Els Emma Eva Evelien Evi Femke Fien Frieda Goedele Griet Hanne Heidi Hilde Ilse Inge
        Jana Jolien Joke Julie Karen Karlien Katleen Katrien Kim Kirsten Laura Leen Lien Liesbeth Lieve
        Linda Lore Lotte Marijke Marleen Martine Mieke Nathalie Nele Nina Petra Rita Ruth Saar Sara Sofie
        Stefanie Tine Valerie Veerle Wendy
        """
    ),
    ("nl", Sex.MALE): names(
        """
        Arne Bart Bert Birger Bjorn Brecht Carl Chris Dario Davy Dieter Dries Erik Evert Frank Frederik
        Geert Gert Gunther Guy Hans Hendrik Ivo Jan Jasper Jef Jelle Jeroen Jo Johan Jonas Joost Joris
        Jurgen Kevin Koen Koenraad Kristof Kurt Lander Lars Lieven Luc Maarten Marc Mathias Michiel Nick
        Niels Patrick Pieter Robbe Roel Rudi Ruben Sander Simon Stefaan Steven Stijn Thomas Tim Tom Tuur
        Wannes Werner Wim Wouter Yves
        """
    ),
    ("fr", Sex.FEMALE): names(
        """
        Adeline Amandine Amélie Anne-Sophie Aurélie Bénédicte Brigitte Camille Catherine Cécile Céline
        Christelle Claire Clémence Corinne Delphine Élise Émilie Fabienne Florence Françoise Geneviève
        Hélène Isabelle Julie Justine Laurence Laetitia Léa Manon Margaux Marie Maud Mélanie Monique
        Noémie Patricia Pauline Sabine Sandrine Sophie Stéphanie Sylvie Valérie Véronique Virginie
        """
    ),
    ("fr", Sex.MALE): names(
        """
        Adrien Alain Alexandre Antoine Arnaud Baptiste Benoît Bernard Bruno Cédric Christophe Damien David
        Denis Didier Éric Étienne Fabrice François Frédéric Geoffrey Gilles Grégory Guillaume
        Jean-François Jean-Luc Jérôme Julien Laurent Loïc Ludovic Marc Maxime Michaël Nicolas Pascal
        Philippe Pierre Quentin Raphaël Renaud Sébastien Stéphane Thibault Thierry Vincent Xavier Yves
        """
    ),
    ("other", Sex.FEMALE): names(
        """
        Agnieszka Aicha Amina Ana Ayşe Beatriz Chiara Daniela Elena Fatima Francesca Giulia Hafsa Ioana
        Katarzyna Khadija Magdalena Maria Meryem Nadia Olena Samira Sevgi Yasmina Zeynep
        """
    ),
    ("other", Sex.MALE): names(
        """
        Abdel Ahmed Andrei Antonio Bogdan Carlos Emre Giovanni Hamza Ibrahim João José Karim Marco Marek
        Mehmet Mohamed Mustafa Oleksandr Paolo Piotr Rachid Said Tomasz Yusuf
        """
    ),
}
FAMILY: dict[str, tuple[str, ...]] = {
    "nl": names(
        """
        Aerts Baert Beeckman Bogaert Bosmans Braem Callens Casier Claes Claeys Coppens Cools Cornelis
        De+Backer De+Bruyn De+Clercq De+Cock De+Coninck De+Graeve De+Jonghe De+Keyser De+Meyer De+Pauw
        De+Ridder De+Smet De+Vos De+Wilde De+Winter Declercq Decock Deprez Desmet Devos D'hondt Dierckx
        Eeckhout Everaert Geerts Goethals Goossens Haesen Hendrickx Hermans Heylen Huybrechts Jacobs
        Janssen Janssens Lambrecht Lemmens Lenaerts Libbrecht Luyten Maes Maertens Martens Mertens
        Michiels Moens Nijs Nys Pauwels Peeters Raes Roels Saelens Segers Sels Smets Smeyers Stevens Thijs
        Thys Timmermans Tytgat Van+Acker Van+Damme Van+de+Velde Van+den+Broeck Van+den+Bossche
        Van+der+Auwera Van+Dyck Van+Hecke Van+Hoof Van+Looy Vandenberghe Vandenbroucke Vandevelde
        Vanhoutte Vercammen Vercruysse Verbeke Verhaegen Verhelst Verhoeven Verlinden Vermeersch Vermeulen
        Verschueren Verstraete Vervaet Wauters Willems Wouters Wuyts
        """
    ),
    "fr": names(
        """
        Adam André Antoine Bastin Bauduin Bertrand Bodart Bonnet Borremans Bouchat Carlier Charlier
        Collard Collin Cuvelier Dardenne Delcourt Delhaye Delvaux Denis Deschamps Dethier Dubois Dufour
        Dumont Dupont Dupuis Etienne Fontaine Fossion François Gérard Gilles Gillet Gilson Goffin Grégoire
        Henry Hubert Jacquemin Jadot Lacroix Lambert Laurent Lebrun Leclercq Lefèbvre Legrand Lejeune
        Lemaire Léonard Leroy Mahieu Marchal Maréchal Martin Masson Mathieu Mercier Michel Moreau Noël
        Pierard Pirard Pirotte Piette Poncelet Quinet Remy Renard Rousseau Servais Simon Thiry Thomas
        Wautelet Wéry
        """
    ),
    "other": names(
        """
        Aydın Bakkali Benali Bianchi Boulahya Costa Da+Silva Demir El+Amrani El+Idrissi Fernández Ferrari
        García Haddad Ivanova Kaya Kowalska Lopes Mazur Moretti Nowak Öztürk Pereira Popescu Rossi Şahin
        Santos Shevchenko Yıldız Yılmaz Zielińska Ziani
        """
    ),
}
