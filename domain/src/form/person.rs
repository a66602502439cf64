//! Signing in, and choosing a password.

use super::{FieldErrors, Fields};
use crate::text::EmailAddress;

/// What a sign-in form holds. The password is neither cleaned nor checked: whatever it is, it is compared.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    pub email: EmailAddress,
    pub password: String,
}

/// Fields: `email`, `password`.
pub fn sign_in(fields: &Fields) -> Result<Credentials, FieldErrors> {
    let mut errors = FieldErrors::default();
    let email = address(&mut errors, fields);
    let password = fields.get("password").to_owned();
    if password.is_empty() {
        errors.add("password", "Enter your password.");
    }
    errors.or(email.map(|email| Credentials { email, password }))
}

/// Fields: `email`.
pub fn email(fields: &Fields) -> Result<EmailAddress, FieldErrors> {
    let mut errors = FieldErrors::default();
    let email = address(&mut errors, fields);
    errors.or(email)
}

fn address(errors: &mut FieldErrors, fields: &Fields) -> Option<EmailAddress> {
    let email = EmailAddress::parse(fields.get("email"));
    if email.is_none() {
        errors.add("email", "Enter an e-mail address, like name@company.com.");
    }
    email
}

/// Passwords so common that a list of attempts begins with them; beside these, what matters is length (NIST SP 800-63B).
const COMMON: [&str; 25] = [
    "12345678",
    "123456789",
    "1234567890",
    "password",
    "password1",
    "password123",
    "qwertyuiop",
    "qwerty123",
    "11111111",
    "00000000",
    "iloveyou",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "trustno1",
    "welcome1",
    "letmein1",
    "abcdefgh",
    "abc12345",
    "87654321",
    "caseline",
    // Printed for everybody to see; outside demo mode it opens nothing.
    "caseline-demo",
    "changeme",
];

/// A new password: 8 to 128 characters, no composition rules, not a common one (ASVS 5.0, 6.2). Fields: `password`,
/// `password_again`.
pub fn new_password(fields: &Fields) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let password = fields.get("password");
    match password.chars().count() {
        0..8 => errors.add("password", "Use at least 8 characters."),
        129.. => errors.add("password", "Use at most 128 characters."),
        _ if COMMON.contains(&password.to_lowercase().as_str()) => {
            errors.add("password", "This is one of the first passwords anyone would try. Choose another.");
        }
        _ if password != fields.get("password_again") => errors.add("password_again", "The two do not match."),
        _ => {}
    }
    errors.or(Some(password.to_owned()))
}
