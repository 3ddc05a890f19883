"""Gives two cookies to who asks for /give, and says on a page which of them came back."""

from http.cookies import SimpleCookie


def app(environ, start_response):
    headers = [("content-type", "text/html; charset=utf-8")]
    if environ["PATH_INFO"] == "/give":
        headers += [("set-cookie", "session=first; Path=/"), ("set-cookie", "basket=second; Path=/")]
    cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    said = " ".join(f"{name}={cookies[name].value}" for name in sorted(cookies)) or "none"
    start_response("200 OK", headers)
    return [f"<!doctype html><title>Cookies</title><p id=cookies>{said}</p>".encode()]
