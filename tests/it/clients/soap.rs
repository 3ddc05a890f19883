//! SOAP 1.1 and 1.2 (matching.md 8.3, 8.4, 8.9, 8.14): the WSDL, its address, and the operations behind it.

use serde_json::{Value, json};

use super::outcome::{Outcomes, got, threw};
use super::program::{both, mock};

/// The text of the 404 to an operation that no example is of, here in a fault of the version that was spoken.
fn unheard(version: &str) -> String {
    format!(
        "No example is of the SOAP operation `Unheard of SOAP {version}`. The nearest examples are of \
         `GetPrice of SOAP 1.1`, `ListSymbols of SOAP 1.1`. Save an answer to this operation as an \
         example, or ask for one of these."
    )
}

#[tokio::test]
async fn clients_of_soap() {
    let Some((mut node, mut python)) = both("soap", &mock("soap.json").await).await else { return };
    node_soap(&mut node);
    zeep(&mut python);
    node.done();
    python.done();
}

fn node_soap(node: &mut Outcomes) {
    let price = |symbol: &str, price: f64, volume: u32| {
        let at = json!({"date": "2026-02-03T16:30:00.000Z"});
        json!({"symbol": symbol, "price": price, "volume": volume, "at": at})
    };
    node.of(
        "node-soap 1.1",
        [
            got("GetPrice", price("ACME", 12.5, 1000)),
            got("GetPrice of another", price("ZINC", 0.07, 7)),
            got("GetPrice, more said", price("ZINC", 0.07, 7)),
            got("ListSymbols", json!({"symbol": ["ACME", "ZINC"]})),
            threw("fault", json!({"message": "soap:Server: no such symbol", "status": 500})),
            threw(
                "no such operation",
                json!({"message": format!("soap:Client: {}", unheard("1.1")), "status": 404}),
            ),
        ],
    );
    node.of(
        "node-soap 1.2",
        [
            got("GetPrice", price("ACME", 12.75, 1200)),
            got("GetPrice of another", price("ZINC", 0.08, 8)),
            got("GetPrice, more said", price("ZINC", 0.08, 8)),
            got("ListSymbols", json!({"symbol": ["ACME", "ZINC", "IRON"]})),
            // It looks for the text where SOAP 1.1 has it, too.
            threw("fault", json!({"message": "soap:Receiver: undefined: no such symbol", "status": 500})),
            threw(
                "no such operation",
                json!({"message": format!("soap:Sender: undefined: {}", unheard("1.2")), "status": 404}),
            ),
        ],
    );
}

fn zeep(python: &mut Outcomes) {
    let price = |symbol: &str, price: &str, volume: u32| -> Value {
        let at = json!({"datetime": "2026-02-03T16:30:00+00:00"});
        json!({"symbol": symbol, "price": {"Decimal": price}, "volume": volume, "at": at})
    };
    python.of(
        "zeep 1.1",
        [
            got("GetPrice", price("ACME", "12.50", 1000)),
            got("GetPrice of another", price("ZINC", "0.07", 7)),
            got("GetPrice, more said", price("ZINC", "0.07", 7)),
            got("ListSymbols", json!(["ACME", "ZINC"])),
            threw("fault", json!({"code": "soap:Server", "message": "no such symbol"})),
            threw("no such operation", json!({"code": "soap:Client", "message": unheard("1.1")})),
        ],
    );
    python.of(
        "zeep 1.2",
        [
            got("GetPrice", price("ACME", "12.75", 1200)),
            got("GetPrice of another", price("ZINC", "0.08", 8)),
            got("GetPrice, more said", price("ZINC", "0.08", 8)),
            got("ListSymbols", json!(["ACME", "ZINC", "IRON"])),
            threw("fault", json!({"code": "soap:Receiver", "message": "no such symbol"})),
            threw("no such operation", json!({"code": "soap:Sender", "message": unheard("1.2")})),
        ],
    );
}
