// An OpenID Connect issuer of somebody else's making, for tests: oidc-provider, with its own pages for trying things out.
// Whoever signs in as NAME has the e-mail NAME@example.org, verified. Arguments: the client's secret, and where it is come back to.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [secret, back] = process.argv.slice(2);
const server = createServer();
server.listen(0, "localhost", () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "attune", client_secret: secret, redirect_uris: [back] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }) }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.on("end", () => process.exit(0)).resume(); // it ends with the test that started it
