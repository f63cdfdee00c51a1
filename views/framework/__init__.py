"""The only room that touches Flask-AppBuilder's inside: sessions, roles, locale, safe screens, error pages."""
