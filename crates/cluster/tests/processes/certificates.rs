//! An authority and a certificate of it, made for one test.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::fs;
use std::path::Path;

/// Files of an authority, and of one who belongs to it.
pub struct Papers([String; 6]);

impl Papers {
    pub fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let mut params = CertificateParams::new(vec!["authority".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let own = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
        let write = |name: &str, text: String| {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        Self([
            "--tls-ca".to_owned(),
            write("ca.pem", authority.pem()),
            "--tls-certificate".to_owned(),
            write("own.pem", own.pem()),
            "--tls-key".to_owned(),
            write("own.key", key.serialize_pem()),
        ])
    }

    /// What the processes are started with.
    pub fn arguments(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }
}
