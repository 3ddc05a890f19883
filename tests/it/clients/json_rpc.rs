//! JSON-RPC (matching.md 8.4): methods apart, ids in their own spelling, batches, notifications.

use serde_json::{Value, json};

use super::outcome::{Outcomes, got, threw};
use super::program::{both, mock};

const ETHER: &str = "1000000000000000000";

fn bigint(text: &str) -> Value {
    json!({ "bigint": text })
}

#[tokio::test]
async fn clients_of_json_rpc() {
    let Some((mut node, mut python)) = both("json_rpc", &mock("json_rpc.json").await).await else { return };
    viem(&mut node);
    ethers(&mut node);
    jayson(&mut node);
    web3(&mut python);
    node.done();
    python.done();
}

fn viem(node: &mut Outcomes) {
    let block = json!({
        "number": bigint("21000000"), "gasLimit": bigint("30000000"), "timestamp": bigint("1727046067"),
        "transactions": 1
    });
    node.of(
        "viem",
        [
            got("chain id", json!(1)),
            got("block number", bigint("21000000")),
            got("balance", bigint(ETHER)),
            got("balance of another", bigint("0")),
            got("block", block),
            threw("no such transaction", json!({"name": "TransactionNotFoundError"})),
            threw("reverted call", json!("execution reverted: paused")),
            threw("no such method", json!({"name": "MethodNotFoundRpcError", "code": -32601})),
            got("batch", json!([bigint("0"), bigint("21000000"), bigint(ETHER)])),
            got("batch with an unknown method", json!([bigint("1000000000"), -32601])),
        ],
    );
}

fn ethers(node: &mut Outcomes) {
    let block = json!({
        "number": 21_000_000, "gasLimit": bigint("30000000"), "timestamp": 1_727_046_067, "transactions": 1
    });
    node.of(
        "ethers",
        [
            got("chain id", bigint("1")),
            got("block number", json!(21_000_000)),
            got("block", block),
            got("batch", json!([bigint("0"), 21_000_000, bigint(ETHER)])),
            got("no such transaction", Value::Null),
            threw("reverted call", json!({"code": "CALL_EXCEPTION", "reason": "paused"})),
            threw("no such method", json!({"code": "UNKNOWN_ERROR", "error": {"code": -32601}})),
        ],
    );
}

fn jayson(node: &mut Outcomes) {
    let nothing = || json!({"undefined": true});
    let sum = |id: Value| json!({"id": id, "result": 42});
    let unheard_of = |id: Value| json!({"id": id, "error": -32601});
    node.of(
        "jayson",
        [
            got("id: number", sum(json!(7))),
            got("id: zero", sum(json!(0))),
            got("id: negative", sum(json!(-3))),
            got("id: fraction", sum(json!(1.5))),
            got("id: string", sum(json!("a-1"))),
            got("id: numeric string", sum(json!("007"))),
            got("id: empty string", sum(json!(""))),
            got("id: null", sum(Value::Null)),
            got("version 1", sum(json!(4))),
            got("named parameters", json!({"id": 1, "result": 19})),
            got("error", json!({"id": 2, "error": -32000})),
            got("no such method", unheard_of(json!(3))),
            // A backend would say nothing; what was saved is said.
            got("notification", json!({"id": 1, "result": null})),
            got("notification of no such method", nothing()),
            got(
                "batch",
                json!([
                    sum(json!("last")), unheard_of(json!(2)), {"id": 3, "error": -32000}, {"id": 1, "result": 3}
                ]),
            ),
            got("batch of notifications", nothing()),
        ],
    );
}

fn web3(python: &mut Outcomes) {
    let block = json!({
        "number": 21_000_000, "gasLimit": 30_000_000, "timestamp": 1_727_046_067,
        "parentHash": {"bytes": "c0".repeat(32)}
    });
    python.of(
        "web3.py",
        [
            got("connected", json!(true)),
            got("client version", json!("Node/v1.0.0")),
            got("chain id", json!(1)),
            got("block number", json!(21_000_000)),
            got("balance", json!(1_000_000_000_000_000_000_u64)),
            got("balance of another", json!(0)),
            got("block", block),
            threw("no such transaction", json!("TransactionNotFound")),
            threw("reverted call", json!("ContractLogicError")),
            threw("no such method", json!("MethodUnavailable")),
            got("batch", json!([0, 21_000_000, 1_000_000_000_000_000_000_u64])),
        ],
    );
}
