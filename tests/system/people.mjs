// People who take a seat in a shop of a test.
import assert from "node:assert/strict";
import { expectStatus } from "./client.mjs";
import { mailTo, newAddress, tokenIn } from "./market.mjs";

/** Somebody who was asked and followed the link: { id, session, address, name, role }. */
export async function newSeat(node, owner, role, name, more = {}) {
  const address = newAddress(role);
  const body = { name, email: address, role, ...more };
  const asked = { session: owner.session, body };
  const { id } = await expectStatus(202, node.url, "POST", "/v1/businesses/me/team", asked);
  const confirmation = { body: { token: tokenIn(await mailTo(node, address)) } };
  const { session, kind } = await expectStatus(200, node.url, "POST", "/v1/confirmations", confirmation);
  assert.equal(kind, "seat");
  return { id, session, address, name, role };
}
