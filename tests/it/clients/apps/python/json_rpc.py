"""JSON-RPC: web3.py speaks to a node of a chain."""

from checks import BASE, check
from web3 import HTTPProvider, Web3

chain = Web3(HTTPProvider(f"{BASE}/v1/secret"))
RICH, POOR = ("0x" + byte * 20 for byte in ("11", "22"))


def ask(call, asked):
    check("web3.py", call, asked, lambda error: type(error).__name__)


def block():
    latest = chain.eth.get_block("latest")
    return {name: latest[name] for name in ("number", "gasLimit", "timestamp", "parentHash")}


def batch():
    with chain.batch_requests() as batch:
        batch.add(chain.eth.get_balance(POOR))
        batch.add(chain.eth.get_block("latest"))
        batch.add(chain.eth.get_balance(RICH))
        poor, latest, rich = batch.execute()
        return [poor, latest["number"], rich]


ask("connected", chain.is_connected)
ask("client version", lambda: chain.client_version)
ask("chain id", lambda: chain.eth.chain_id)
ask("block number", lambda: chain.eth.block_number)
ask("balance", lambda: chain.eth.get_balance(RICH))
ask("balance of another", lambda: chain.eth.get_balance(POOR))
ask("block", block)
ask("no such transaction", lambda: chain.eth.get_transaction("0x" + "ef" * 32))
ask("reverted call", lambda: chain.eth.call({"to": POOR, "data": "0x70a08231"}))
ask("no such method", lambda: chain.eth.syncing)
ask("batch", batch)
