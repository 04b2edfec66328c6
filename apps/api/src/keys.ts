// `npm run keys -- add|list|revoke [folder]`: manages the API keys of an exports folder, with or without a running API.
import { openStore, StoreError } from "@symphony/batch-store";
import { createKeyRequestSchema } from "@symphony/contract";
import { assertStoreExists, readCommand, runMain, StartError } from "@symphony/service";
import { addKey, revokeKey } from "./admin/keys/manage-keys.ts";
import { storeOf } from "./config.ts";

const USAGE = `Usage:
  keys add --name NAME --scopes submit,read,review,admin [FOLDER]
  keys list [FOLDER]
  keys revoke --name NAME [FOLDER]
FOLDER is the exports folder or s3://bucket/prefix; default: that of STORE_URL, or else of EXPORTS_DIR.`;

/** Who is recorded: somebody with access to the folder. */
const BY = "command line";

runMain(async () => {
  const { values, positionals } = readCommand(USAGE, {
    name: { type: "string" },
    scopes: { type: "string" },
    help: { type: "boolean" },
  });
  if (values.help === true) return console.log(USAGE);
  const [verb, place] = positionals;
  if (verb === undefined || !["add", "list", "revoke"].includes(verb)) throw new StartError(USAGE);
  const settings = storeOf(place);
  if (verb !== "add") assertStoreExists(settings);
  const store = await openStore(settings);
  if (verb === "list") {
    for (const { name, scopes, created_at, created_by, revoked_at, last_used_at } of await store.keys.list())
      console.log(
        [name, scopes.join(","), `made ${created_at} by ${created_by}`]
          .concat(
            revoked_at === null ? [] : `revoked ${revoked_at}`,
            last_used_at === null ? [] : `used ${last_used_at}`,
          )
          .join("\t"),
      );
    return;
  }
  if (verb === "revoke") {
    if (await revokeKey(store, values.name ?? "", BY)) return console.log(`${values.name} is revoked.`);
    throw new StartError(`There is no key named ${values.name ?? ""}.`);
  }
  const request = createKeyRequestSchema.safeParse({ name: values.name, scopes: values.scopes?.split(",") });
  if (!request.success) throw new StartError(`${request.error.issues[0]?.message ?? ""}\n${USAGE}`);
  const made = await addKey(store, { ...request.data, by: BY });
  if (made === undefined)
    throw new StartError(`There is, or was, a key named ${request.data.name}; choose another name.`);
  console.error("The key is shown this once:");
  console.log(made.key);
}, [StoreError]);
