// One node on stores of its own, for tests that need no more than that.
import { startNode } from "./node.mjs";
import { sharedStores } from "./stores.mjs";

/** Starts a node on a fresh database; `demo` with the simulated town. Gives the node, whose stop() ends both. */
export async function startParley({ demo = false, env = {}, serve = [] } = {}) {
  const stores = await sharedStores({ demo });
  const node = await startNode(stores, { env, serve: demo ? ["--demo", ...serve] : serve }).catch(async (error) => {
    await stores.stop();
    throw error;
  });
  return {
    ...node,
    stores,
    stop: async () => {
      await node.stop();
      await stores.stop();
    },
  };
}
