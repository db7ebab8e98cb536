"""X as a browser shows it: the user's own one, loading a public page when somebody asks for that.

Nothing of it is loaded before. What `look` brings is a result of the surface `page`; what that decides is
`trayapp/domain/page.py`'s to say.

May import: domain, net.
"""
