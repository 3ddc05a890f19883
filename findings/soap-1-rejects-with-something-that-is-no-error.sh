#!/bin/sh
# soap 1.13.0 for Node: where a call is answered with something that is no XML, such as a gateway's JSON 404, it rejects
# with a bare object that is no Error and has neither message nor stack, so that what logs `error.message` logs
# "undefined"; an HTML page gives an Error. And where the status is an error but the body an envelope without a fault,
# the call succeeds, as the status is not looked at.
# Seen with node v20.20.2:
#   404 application/json: rejects, Error false, message undefined
#   404 text/html: rejects, Error true, message Cannot parse response
#   503 text/xml, an answer: resolves to {"sum":3}
#   500 text/xml, a fault: rejects, Error true, message soap:Server: down
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" soap@1.13.0 >/dev/null
cat >ask.mjs <<'PROGRAM'
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import soap from "soap";
const envelope = (body) =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`;
const answers = {
  "404 application/json": '{"error":"no such path"}',
  "404 text/html": "<html><body>no such path</body></html>",
  "503 text/xml, an answer": envelope('<AddResponse xmlns="urn:sums"><sum>3</sum></AddResponse>'),
  "500 text/xml, a fault": envelope("<soap:Fault><faultcode>soap:Server</faultcode><faultstring>down</faultstring></soap:Fault>"),
};
let now;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const [status, type] = now.split(/[ ,]+/);
    response.writeHead(Number(status), { "content-type": type }).end(answers[now]);
  });
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
writeFileSync("sums.wsdl", `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="urn:sums"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:sums">
  <types><s:schema targetNamespace="urn:sums" elementFormDefault="qualified">
    <s:element name="Add"><s:complexType><s:sequence><s:element name="a" type="s:int"/></s:sequence></s:complexType></s:element>
    <s:element name="AddResponse"><s:complexType><s:sequence><s:element name="sum" type="s:int"/></s:sequence></s:complexType></s:element>
  </s:schema></types>
  <message name="In"><part name="parameters" element="t:Add"/></message>
  <message name="Out"><part name="parameters" element="t:AddResponse"/></message>
  <portType name="Port"><operation name="Add"><input message="t:In"/><output message="t:Out"/></operation></portType>
  <binding name="Binding" type="t:Port">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>
    <operation name="Add"><soap:operation soapAction="urn:sums#Add"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>
  </binding>
  <service name="Sums"><port name="Port" binding="t:Binding">
    <soap:address location="http://127.0.0.1:${server.address().port}/sums"/></port></service>
</definitions>`);
const client = await soap.createClientAsync("sums.wsdl");
for (now of Object.keys(answers)) {
  try {
    const [result] = await client.AddAsync({ a: 1 });
    console.log(`${now}: resolves to ${JSON.stringify(result)}`);
  } catch (error) {
    console.log(`${now}: rejects, Error ${error instanceof Error}, message ${error.message}`);
  }
}
server.close();
server.closeAllConnections();
PROGRAM
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = '404 application/json: rejects, Error false, message undefined
404 text/html: rejects, Error true, message Cannot parse response
503 text/xml, an answer: resolves to {"sum":3}
500 text/xml, a fault: rejects, Error true, message soap:Server: down' ] || { echo "soap treats such answers otherwise now" >&2; exit 1; }
