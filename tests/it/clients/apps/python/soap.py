"""SOAP 1.1 and 1.2: zeep reads the WSDL from the mock and asks where that leads."""

from checks import BASE, check
from zeep import Client
from zeep.exceptions import Fault
from zeep.helpers import serialize_object


def said(error):
    if isinstance(error, Fault):
        return {"code": error.code, "message": error.message}
    return f"{type(error).__name__}: {error}"


for version, port in (("1.1", "Prices11"), ("1.2", "Prices12")):
    service = Client(f"{BASE}/prices?wsdl").bind("PriceService", port)

    def ask(call, operation, **parameters):
        check(f"zeep {version}", call, lambda: serialize_object(service[operation](**parameters), dict), said)

    ask("GetPrice", "GetPrice", symbol="ACME")
    ask("GetPrice of another", "GetPrice", symbol="ZINC")
    ask("GetPrice, more said", "GetPrice", symbol="ZINC", on="2026-02-03")
    ask("ListSymbols", "ListSymbols")
    ask("fault", "GetPrice", symbol="NONE")
    ask("no such operation", "Unheard")
