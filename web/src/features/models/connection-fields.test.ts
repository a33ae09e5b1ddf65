import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelConnection } from "@amends/server/contract";
import { changeOf, fieldsOf, isChanged, losesKey } from "./connection-fields.ts";

const connection: ModelConnection = {
  base_url: "https://models.example/v1",
  model: "small",
  has_key: true,
  enabled: true,
  calls_per_minute: 20,
  judged: 0,
  failed: 0,
  dropped: 0,
  last_failure: null,
  connected_at: "2026-11-25T12:00:00.000Z",
  changed_at: "2026-11-25T12:00:00.000Z",
};

test("the key is never in the form, and an empty one leaves the kept one alone", () => {
  const fields = fieldsOf(connection);
  assert.equal(fields.key, "");
  assert.ok(!("api_key" in changeOf(fields)));
  assert.equal(changeOf({ ...fields, key: " sk-1 " }).api_key, "sk-1");
});

test("there is something to save when something is written", () => {
  assert.equal(isChanged(fieldsOf(connection), connection), false);
  assert.equal(isChanged(fieldsOf(null), null), false);
  assert.equal(isChanged({ ...fieldsOf(connection), key: "sk-1" }, connection), true);
  assert.equal(isChanged({ ...fieldsOf(connection), enabled: false }, connection), true);
});

test("who moves the connection to another host is told that the key goes", () => {
  const fields = fieldsOf(connection);
  assert.equal(losesKey(fields, connection), false);
  assert.equal(losesKey({ ...fields, address: "https://models.example/v2" }, connection), false);
  assert.equal(losesKey({ ...fields, address: "https://other.example/v1" }, connection), true);
  assert.equal(losesKey({ ...fields, address: "https://other.example/v1", key: "sk" }, connection), false);
  assert.equal(
    losesKey({ ...fields, address: "https://other.example/v1" }, { ...connection, has_key: false }),
    false,
  );
  assert.equal(losesKey({ ...fields, address: "https" }, connection), false);
});
