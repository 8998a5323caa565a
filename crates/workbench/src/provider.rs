//! The provider of identities, spoken to by OpenID Connect: authorization code with PKCE, state and nonce.
//! The library checks what the provider signs; here stands what is asked, what is remembered between the
//! two halves of a sign-in, and what of the answer counts.

use crate::{Problem, secrets};
use anyhow::Context;
use domain::Moment;
use ledger::Identity;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse,
};
use server::config::{LinkClaim, SingleSignOn};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the provider sends browsers back to.
pub(crate) const CALLBACK: &str = "/api/v1/single-sign-on/callback";

/// How long somebody may take at the provider, in seconds.
pub(crate) const PATIENCE: i64 = 600;

/// How long what the provider says of itself, its keys too, is taken for current, in seconds.
const CURRENT: i64 = 300;

/// How long one answer of the provider is waited for: whoever waits longer signs in by password.
const ANSWER: Duration = Duration::from_secs(8);

/// Signatures that prove who made them. Those by a shared secret would be as good as our own.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// 身份提供方 · as it is configured, and what it last said of itself.
pub(crate) struct Provider {
    config: SingleSignOn,
    http: reqwest::Client,
    said: Mutex<Option<(Moment, Arc<CoreProviderMetadata>)>>,
    begun: Mutex<HashMap<String, Begun>>,
}

/// What one half of a sign-in leaves for the other.
pub(crate) struct Begun {
    at: Moment,
    nonce: String,
    verifier: String,
    /// where somebody wanted to go
    pub(crate) back: String,
}

/// What the provider says of who has signed in there.
pub(crate) struct Shown {
    pub(crate) identity: Identity,
    /// the claim by which an account may be linked, and what it says
    pub(crate) login: Option<(&'static str, String)>,
}

/// Why the provider's word is not to be had.
#[derive(Debug)]
pub(crate) enum NoWord {
    /// it does not answer, or not in a way that can be understood
    Away(anyhow::Error),
    /// it did answer, and what it said does not stand up to checking
    Wrong(String),
}

impl Provider {
    /// The provider of the configuration. It is not asked before somebody signs in by it.
    ///
    /// # Errors
    /// Certificates of the operating system that cannot be read.
    pub(crate) fn of(config: SingleSignOn) -> anyhow::Result<Self> {
        // It is within reach of this machine; who follows where it points would ask for others in its name.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(ANSWER)
            .build()
            .context("单点登录所用的证书不能读取")?;
        Ok(Self {
            config,
            http,
            said: Mutex::default(),
            begun: Mutex::default(),
        })
    }

    /// 名称 on the button.
    pub(crate) fn name(&self) -> &str {
        &self.config.name
    }

    /// An identity of this provider.
    pub(crate) fn identity(&self, subject: &str) -> Identity {
        Identity {
            issuer: self.config.issuer.clone(),
            subject: subject.to_owned(),
        }
    }

    /// Begins a sign-in: where to send the browser, and the state that it must bring back.
    pub(crate) async fn begin(&self, back: &str, now: Moment) -> Result<(String, String), NoWord> {
        let client = self.client(now).await?;
        let random = || secrets::new_token().map_err(|problem| NoWord::Away(anyhow::anyhow!("{problem}")));
        let (state, nonce, verifier) = (random()?, random()?, random()?);
        let (sent_state, sent_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let mut asked = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || sent_state,
            move || sent_nonce,
        );
        for scope in &self.config.scopes {
            asked = asked.add_scope(Scope::new(scope.clone()));
        }
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (address, ..) = asked.set_pkce_challenge(challenge).url();
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.retain(|_, begun| now < begun.at.plus_seconds(PATIENCE));
        let back = back.to_owned();
        begun.insert(
            state.clone(),
            Begun {
                at: now,
                nonce,
                verifier,
                back,
            },
        );
        Ok((address.into(), state))
    }

    /// What was begun under a state: once, and not after too long.
    pub(crate) fn take(&self, state: &str, now: Moment) -> Option<Begun> {
        let taken = self.begun.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
        taken.filter(|begun| now < begun.at.plus_seconds(PATIENCE))
    }

    /// Exchanges the code for the provider's word, and checks it: signature, issuer, audience, time, nonce.
    pub(crate) async fn finish(&self, begun: &Begun, code: String, now: Moment) -> Result<Shown, NoWord> {
        let shown = self.checked(begun, code, now).await;
        if matches!(shown, Err(NoWord::Wrong(_))) {
            // Its keys may have changed since it was asked for them.
            *self.said.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        shown
    }

    async fn checked(&self, begun: &Begun, code: String, now: Moment) -> Result<Shown, NoWord> {
        let client = self.client(now).await?;
        let wrong = |error: &dyn std::fmt::Display| NoWord::Wrong(error.to_string());
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| NoWord::Away(error.into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                openidconnect::RequestTokenError::ServerResponse(said) => wrong(&said),
                other => NoWord::Away(other.into()),
            })?;
        let token = answer
            .id_token()
            .ok_or_else(|| NoWord::Wrong("没有身份令牌".to_owned()))?;
        let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
        let claims = token
            .claims(&verifier, &Nonce::new(begun.nonce.clone()))
            .map_err(|error| wrong(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let (alg, key) = (token.signing_alg(), token.signing_key(&verifier));
            let (alg, key) = (alg.map_err(|error| wrong(&error))?, key.map_err(|error| wrong(&error))?);
            let actual = AccessTokenHash::from_token(answer.access_token(), alg, key).map_err(|error| wrong(&error))?;
            if actual != *expected {
                return Err(NoWord::Wrong("访问令牌与身份令牌不是一对".to_owned()));
            }
        }
        let claim = self.config.link_by.and_then(|claim| {
            let said = match claim {
                LinkClaim::Username => claims.preferred_username().map(|name| name.as_str()),
                LinkClaim::Email if claims.email_verified() == Some(true) => claims.email().map(|email| email.as_str()),
                LinkClaim::Email => None,
            };
            said.map(|said| (claim.tag(), said.to_owned()))
        });
        Ok(Shown {
            identity: self.identity(claims.subject().as_str()),
            login: claim,
        })
    }

    async fn client(&self, now: Moment) -> Result<Client, NoWord> {
        let said = self.said(now).await?;
        let redirect = RedirectUrl::new(format!("{}{CALLBACK}", self.config.origin));
        let client = CoreClient::from_provider_metadata(
            (*said).clone(),
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(self.config.client_secret.expose().to_owned())),
        );
        let client = client.set_redirect_uri(redirect.map_err(|error| NoWord::Away(error.into()))?);
        // The standard takes the secret in the header; a provider that does not says so.
        let by_body = said.token_endpoint_auth_methods_supported().is_some_and(|ways| {
            ways.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !ways.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        Ok(match by_body {
            true => client.set_auth_type(AuthType::RequestBody),
            false => client,
        })
    }

    /// What the provider says of itself: where it is asked, and by which keys it signs.
    async fn said(&self, now: Moment) -> Result<Arc<CoreProviderMetadata>, NoWord> {
        let kept = self.said.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, said)) = kept
            && now < at.plus_seconds(CURRENT)
        {
            return Ok(said);
        }
        let issuer = IssuerUrl::new(self.config.issuer.clone()).map_err(|error| NoWord::Away(error.into()))?;
        let said = CoreProviderMetadata::discover_async(issuer, &self.http)
            .await
            .map_err(|error| NoWord::Away(error.into()))?;
        let said = Arc::new(said);
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&said)));
        Ok(said)
    }
}

impl From<Problem> for NoWord {
    fn from(problem: Problem) -> Self {
        NoWord::Away(problem.into())
    }
}
