"""What the demo tool says, in Dutch, French and English."""

from __future__ import annotations

WORDS = {
    "nl": {
        "language": "nl",
        "name": "Kantooragenda",
        "intro": "Een toepassing die zelf geen wachtwoorden kent. Sleutelbos zegt wie u bent, voor wie u "
        "optreedt en in welke rol.",
        "sign_in": "Aanmelden met Sleutelbos",
        "ended": "Uw sessie is hier beëindigd: u meldde zich af, of Sleutelbos opent deze toepassing niet "
        "meer voor u.",
        "hello": "Dag",
        "for": "U treedt op voor",
        "self": "uzelf",
        "branch": "Vestiging",
        "role": "Rol",
        "level": "Niveau van uw sleutel",
        "choose": "Andere hoedanigheid",
        "stronger": "Sterkere sleutel tonen",
        "sign_out": "Afmelden",
        "why": "Waarom mag ik dit?",
        "today": "Vandaag",
        "visits": "Geen afspraken. Dit is een demonstratie.",
        "refused": "Sleutelbos liet u niet binnen",
        "again": "Opnieuw proberen",
        "silent": "Sleutelbos antwoordt niet",
        "silent_why": "Probeer het over enkele minuten opnieuw. Zolang wij niet weten wie u bent, tonen wij "
        "niets.",
    },
    "fr": {
        "language": "fr",
        "name": "Agenda d’agence",
        "intro": "Une application qui ne connaît aucun mot de passe. Sleutelbos dit qui vous êtes, pour qui "
        "vous agissez et dans quel rôle.",
        "sign_in": "Se connecter avec Sleutelbos",
        "ended": "Votre session est terminée ici : vous vous êtes déconnecté, ou Sleutelbos ne vous ouvre "
        "plus cette application.",
        "hello": "Bonjour",
        "for": "Vous agissez pour",
        "self": "vous-même",
        "branch": "Établissement",
        "role": "Rôle",
        "level": "Niveau de votre clé",
        "choose": "Changer de qualité",
        "stronger": "Présenter une clé plus forte",
        "sign_out": "Se déconnecter",
        "why": "Pourquoi y ai-je accès ?",
        "today": "Aujourd’hui",
        "visits": "Aucun rendez-vous. Ceci est une démonstration.",
        "refused": "Sleutelbos ne vous a pas laissé entrer",
        "again": "Réessayer",
        "silent": "Sleutelbos ne répond pas",
        "silent_why": "Réessayez dans quelques minutes. Tant que nous ne savons pas qui vous êtes, nous ne "
        "montrons rien.",
    },
    "en": {
        "language": "en",
        "name": "Office diary",
        "intro": "A tool that knows no passwords. Sleutelbos says who you are, for whom you act, and in "
        "which role.",
        "sign_in": "Sign in with Sleutelbos",
        "ended": "Your session here is over: you signed out, or Sleutelbos no longer opens this tool to you.",
        "hello": "Hello",
        "for": "You act for",
        "self": "yourself",
        "branch": "Branch",
        "role": "Role",
        "level": "Level of your key",
        "choose": "Change context",
        "stronger": "Show a stronger key",
        "sign_out": "Sign out",
        "why": "Why may I use this?",
        "today": "Today",
        "visits": "No visits. This is a demonstration.",
        "refused": "Sleutelbos didn't let you in",
        "again": "Try again",
        "silent": "Sleutelbos doesn't answer",
        "silent_why": "Try again in a few minutes. As long as we don't know who you are, we show nothing.",
    },
}
