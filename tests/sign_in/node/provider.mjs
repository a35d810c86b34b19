// A provider on this computer, certified software, for the tests of sign-in: whoever is named in
// `people` signs in by that name and any password.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const { port, callback, told, client, secret, people, seconds } = JSON.parse(readFileSync(0, "utf8"));

const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: client,
      client_secret: secret,
      redirect_uris: [callback],
      post_logout_redirect_uris: [callback],
      backchannel_logout_uri: told,
      backchannel_logout_session_required: true,
    },
  ],
  claims: { openid: ["sub"], profile: ["name"], roles: ["roles", "jurisdiction", "office"] },
  scopes: ["openid", "profile", "roles"],
  features: { backchannelLogout: { enabled: true } },
  // It refuses to tell an address like ours, of this computer, unless it is told otherwise.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  // Streamlit reads the token, and asks for nothing more.
  conformIdTokenClaims: false,
  findAccount: (_, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
  ttl: { IdToken: seconds, Session: 3600, Grant: 3600, AccessToken: 60, Interaction: 600 },
  cookies: { keys: ["for tests alone"] },
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
