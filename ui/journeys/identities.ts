// A provider of identities in the journey's own process: it shows a page on which somebody says who he is, and
// signs that by OpenID Connect (authorization code with PKCE).
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Somebody whom the provider knows. */
export interface Identity {
  subject: string;
  name: string;
}

/** What was asked of the provider before it gave out a code, and who it is for. */
interface Code {
  subject: string;
  challenge: string;
  nonce: string;
  redirect: string;
}

const VALID_S = 300;
const KEY_ID = "k1";

/** A running provider. */
export class Provider {
  private readonly codes = new Map<string, Code>();
  private readonly server = createServer((asked, answer) => {
    this.answer(asked, answer).catch((thrown: unknown) => {
      answer.writeHead(500).end(String(thrown));
    });
  });
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 }) as { publicKey: KeyObject; privateKey: KeyObject };

  private constructor(
    private readonly people: readonly Identity[],
    readonly client: { id: string; secret: string },
  ) {}

  /** Begins to answer, for these people and this client. */
  static async open(people: readonly Identity[], client: { id: string; secret: string }): Promise<Provider> {
    const provider = new Provider(people, client);
    await new Promise<void>((resolve, reject) => {
      provider.server.once("error", reject);
      provider.server.listen(0, "127.0.0.1", resolve);
    });
    return provider;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private async answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(asked.url ?? "/", this.issuer);
    const json = (status: number, body: unknown) => {
      answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    switch (pathname) {
      case "/.well-known/openid-configuration":
        json(200, {
          issuer: this.issuer,
          authorization_endpoint: `${this.issuer}/authorize`,
          token_endpoint: `${this.issuer}/token`,
          jwks_uri: `${this.issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          token_endpoint_auth_methods_supported: ["client_secret_basic"],
        });
        return;
      case "/keys":
        json(200, { keys: [{ ...this.keys.publicKey.export({ format: "jwk" }), kid: KEY_ID, use: "sig", alg: "RS256" }] });
        return;
      case "/authorize":
        this.ask(searchParams, answer);
        return;
      case "/token": {
        const token = this.exchange(asked.headers.authorization, new URLSearchParams(await bodyOf(asked)));
        json(token === undefined ? 400 : 200, token ?? { error: "invalid_grant" });
        return;
      }
      default:
        // A browser asks for an icon too.
        answer.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
    }
  }

  /** The page on which somebody says who he is; each name leads back with a code of its own. */
  private ask(query: URLSearchParams, answer: ServerResponse): void {
    const given = (name: string) => query.get(name) ?? "";
    const understood = given("response_type") === "code" && given("code_challenge_method") === "S256" && given("client_id") === this.client.id;
    if (!understood) {
      answer.writeHead(400).end("this is not how one asks");
      return;
    }
    const redirect = given("redirect_uri");
    const links = this.people.map(({ subject, name }) => {
      const code = randomUUID();
      this.codes.set(code, { subject, redirect, challenge: given("code_challenge"), nonce: given("nonce") });
      const back = new URLSearchParams({ code, state: given("state") }).toString();
      return `<li><a href="${escaped(`${redirect}?${back}`)}">${escaped(name)}</a></li>`;
    });
    answer
      .writeHead(200, { "content-type": "text/html; charset=utf-8" })
      .end(`<!doctype html><html lang="zh-CN"><title>统一身份认证（虚构）</title><h1>统一身份认证（虚构）</h1><ul>${links.join("")}</ul></html>`);
  }

  /** Every code once, for whoever has the secret and the verifier. */
  private exchange(authorization: string | undefined, sent: URLSearchParams): Record<string, string> | undefined {
    const given = sent.get("code") ?? "";
    const code = this.codes.get(given);
    this.codes.delete(given);
    const proof = createHash("sha256").update(sent.get("code_verifier") ?? "").digest("base64url");
    const client = Buffer.from(`${encodeURIComponent(this.client.id)}:${encodeURIComponent(this.client.secret)}`).toString("base64");
    if (code === undefined || proof !== code.challenge || sent.get("redirect_uri") !== code.redirect || authorization !== `Basic ${client}`) {
      return undefined;
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, sub: code.subject, aud: this.client.id, iat: now, exp: now + VALID_S, nonce: code.nonce };
    return { access_token: randomUUID(), token_type: "Bearer", id_token: this.signed(claims) };
  }

  private signed(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", kid: KEY_ID, typ: "JWT" })}.${part(claims)}`;
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), this.keys.privateKey).toString("base64url")}`;
  }
}

async function bodyOf(asked: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of asked) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${String(one.charCodeAt(0))};`);
