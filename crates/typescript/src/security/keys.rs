//! What takes keys and passwords: signatures, encryption, sessions, services.

use shipworthy_core::security::KeyTaker;

/// Functions that take a key at a place among their arguments.
const fn at(position: u8, paths: &'static [&'static str]) -> KeyTaker {
    KeyTaker { paths, position, keyword: "", entries: &[] }
}

/// Functions that take a key among their options.
const fn among(
    position: u8,
    entries: &'static [&'static str],
    paths: &'static [&'static str],
) -> KeyTaker {
    KeyTaker { paths, position, keyword: "", entries }
}

/// What takes a key.
pub(super) const KEYS: &[KeyTaker] = &[
    // Tokens.
    at(
        1,
        &[
            "jsonwebtoken.sign",
            "jsonwebtoken.verify",
            "jsonwebtoken.default.sign",
            "jsonwebtoken.default.verify",
            "jwt-simple.encode",
            "jwt-simple.decode",
            "jose.JWT.sign",
            "jose.JWT.verify",
            "jose.JWS.sign",
            "jose.JWS.verify",
            "jose.jwtVerify",
            "jose.jwtDecrypt",
            "jose.compactVerify",
            "hono/jwt.sign",
            "hono/jwt.verify",
        ],
    ),
    at(
        0,
        &[
            "node-jose.JWK.asKey",
            "jose.SignJWT().sign",
            "*.setAudience().sign",
            "*.setExpirationTime().sign",
            "*.setIssuedAt().sign",
            "*.setIssuer().sign",
            "*.setProtectedHeader().sign",
            "*.setSubject().sign",
        ],
    ),
    among(
        1,
        &["secret", "privateKey"],
        &[
            "*.jwtService.sign",
            "*.jwtService.signAsync",
            "*.jwtService.verify",
            "*.jwtService.verifyAsync",
        ],
    ),
    among(
        0,
        &["secret", "secretOrPrivateKey"],
        &[
            "express-jwt",
            "express-jwt.expressjwt",
            "koa-jwt",
            "hono/jwt.jwt",
            "@fastify/jwt",
            "fastify-jwt",
            "*.JwtModule.register",
        ],
    ),
    among(
        0,
        &["clientSecret", "secretOrKey", "consumerSecret"],
        &["*.Strategy", "*.JwtStrategy", "*.OAuth2Strategy", "super"],
    ),
    // Sessions and cookies.
    among(
        0,
        &["secret", "keys"],
        &[
            "express-session",
            "cookie-session",
            "@fastify/session",
            "@fastify/cookie",
            "@fastify/secure-session",
            "next-auth",
            "better-auth.betterAuth",
        ],
    ),
    at(0, &["cookie-parser"]),
    at(
        1,
        &[
            "cookie-parser.JSONCookie",
            "cookie-parser.JSONCookies",
            "cookie-parser.signedCookie",
            "cookie-parser.signedCookies",
        ],
    ),
    // Encryption and signatures: https://nodejs.org/api/crypto.html
    at(
        0,
        &[
            "crypto.createPrivateKey",
            "crypto.createSecretKey",
            "crypto.privateDecrypt",
            "crypto.privateEncrypt",
            "crypto.createDiffieHellman().setPrivateKey",
            "crypto.createECDH().setPrivateKey",
            "crypto.createSign().sign",
            "crypto.createVerify().verify",
            "crypto.X509Certificate().checkPrivateKey",
            "node:crypto.createPrivateKey",
            "node:crypto.createSecretKey",
            "node:crypto.privateDecrypt",
            "node:crypto.privateEncrypt",
            "node:crypto.createDiffieHellman().setPrivateKey",
            "node:crypto.createECDH().setPrivateKey",
            "node:crypto.createSign().sign",
            "node:crypto.createVerify().verify",
            "node:crypto.X509Certificate().checkPrivateKey",
        ],
    ),
    at(
        1,
        &[
            "crypto.createHmac",
            "crypto.createCipheriv",
            "crypto.createDecipheriv",
            "node:crypto.createHmac",
            "node:crypto.createCipheriv",
            "node:crypto.createDecipheriv",
            "crypto-js.AES.encrypt",
            "crypto-js.AES.decrypt",
            "crypto-js.HmacSHA256",
            "crypto-js.HmacSHA512",
            "crypto-js/aes.encrypt",
            "crypto-js/aes.decrypt",
        ],
    ),
    at(2, &["crypto.sign", "crypto.verify", "node:crypto.sign", "node:crypto.verify"]),
    // Passwords that are shown to a server, and those that it asks for.
    among(0, &["users"], &["express-basic-auth"]),
    at(1, &["basic-auth-connect", "*.createClient().bind", "aws-sdk.Credentials", "twilio"]),
    at(
        1,
        &[
            "request().auth",
            "request.get().auth",
            "request.head().auth",
            "request.patch().auth",
            "request.post().auth",
            "request.put().auth",
            "superagent.delete().auth",
            "superagent.get().auth",
            "superagent.post().auth",
            "superagent.put().auth",
        ],
    ),
    at(0, &["superagent.auth", "@sendgrid/mail.setApiKey"]),
    at(
        2,
        &[
            "*.webhooks.constructEvent",
            "sequelize",
            "sequelize.Sequelize",
            "sequelize-typescript.Sequelize",
        ],
    ),
];
