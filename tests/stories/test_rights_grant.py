"""Filip grants a right to Joris and takes it back."""
from tests.stories.cast import PASSWORD

def test_it(browser, cast):
    filip = browser("en").visit()
    filip.fill("Username", "filip.janssens").fill("Password", PASSWORD).press("Sign in")
    filip.reads("Good day, Filip Janssens")
    filip.follow("EN")
    print(filip.text)
    filip.follow("Grant a right").fill("National number", str(cast.numbers["Joris"])).press("Find")
    print(filip.title, filip.text)
    filip.choose("Category", "External").press("Make the relation and go on")
    print(filip.title, filip.text)
    filip.follow("Handle files")
    print(filip.title, filip.text)
    filip.press("Go on")
    print(filip.title, filip.text)
    filip.press("Grant")
    print(filip.title, filip.text)
    filip.follow("All rights")
    print(filip.title, filip.text)
    filip.follow("Joris Van Damme").follow("Revoke").press("Revoke")
    print(filip.title, filip.text)
