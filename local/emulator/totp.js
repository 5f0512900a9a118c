// Adds the second factor of authenticator apps (TOTP, RFC 6238) to the Auth emulator of firebase-tools, which knows text messages only.
// The operations that are wrapped here answer as the service does; everything else, tokens too, is the emulator's own. Left out, because
// nothing of the platform uses them: blocking functions, and text messages and codes for tenants of Identity Platform.
"use strict";
const { createHmac, randomBytes, randomUUID } = require("node:crypto");
const path = require("node:path");

const period = 30; // seconds that a code is shown for
const drift = 1; // codes of so many periods before and after are taken, for clocks that are not right
const minutes = 60_000;
const recent = 5 * minutes; // how old a sign-in may be that enrols a factor
const challenge = 5 * minutes; // how long after the password the code may come
const enrolment = 15 * minutes; // how long an enrolment may take
const attempts = 3; // codes that an enrolment takes, right or wrong

/** What an enrolment has that no answer shows: its secret, and the last step of time whose code was taken. JSON leaves symbols out. */
const hidden = Symbol("totp");

const ineligible = new Set(["anonymous", "phone", "custom", "gc.apple.com"]);
const asking = ["signInWithPassword", "signInWithEmailLink", "signInWithIdp"]; // what may be answered with a wish for a second factor

/**
 * Teaches the emulator in a firebase-tools folder. To be called before its server is made.
 * Returns what it takes to keep the enrolments: secrets(state) for the state file, restore(state, users, secrets) for afterwards.
 */
exports.install = function install(tools) {
  const emulator = (file) => require(path.join(tools, "lib", "emulator", "auth", file));
  const { authOperations } = emulator("operations.js");
  const { assert } = emulator("errors.js");
  const { ProjectState, decodeRefreshToken } = emulator("state.js");
  const { accounts } = authOperations.identitytoolkit;
  const { mfaEnrollment, mfaSignIn } = accounts;
  const refresh = authOperations.securetoken.token;
  const sessions = new Map(); // enrolments under way, by sessionInfo

  const validate = ProjectState.prototype.validateMfaEnrollments;
  ProjectState.prototype.validateMfaEnrollments = function (enrolled) {
    validate.call(this, enrolled.filter((one) => !one[hidden])); // every other factor has a telephone number
    return enrolled;
  };

  for (const name of asking) {
    const signIn = accounts[name];
    accounts[name] = async (state, ...rest) => told(state, await signIn(state, ...rest));
  }

  const { start, finalize } = mfaEnrollment;
  mfaEnrollment.start = (state, body, ctx) => (body.totpEnrollmentInfo ? begin(state, body) : start(state, body, ctx));
  mfaEnrollment.finalize = (state, body, ctx) => (body.totpVerificationInfo ? enrol(state, body) : finalize(state, body, ctx));
  const finalizeSignIn = mfaSignIn.finalize;
  mfaSignIn.finalize = (state, body, ctx) => (body.totpVerificationInfo ? signIn(state, body) : finalizeSignIn(state, body, ctx));
  authOperations.securetoken.token = (state, body, ctx) => {
    assert(!body.refreshToken || !withdrawn(state, body.refreshToken), "TOKEN_EXPIRED");
    return refresh(state, body, ctx);
  };

  /** The answer to a first factor: which second factors there are, and since when one is waited for. */
  function told(state, answer) {
    if (!answer.mfaPendingCredential) return answer;
    const pending = decode(answer.mfaPendingCredential);
    const enrolled = state.getUserByLocalId(pending.localId).mfaInfo;
    const isTotp = ({ mfaEnrollmentId }) => enrolled.some((one) => one.mfaEnrollmentId === mfaEnrollmentId && one[hidden]);
    return {
      ...answer,
      mfaPendingCredential: Buffer.from(JSON.stringify({ ...pending, askedAt: Date.now() })).toString("base64"),
      mfaInfo: answer.mfaInfo.map((one) => (isTotp(one) ? { ...one, totpInfo: {} } : one)),
    };
  }

  /** Who enrols a factor, and by which first one they signed in. */
  function enroller(state, idToken) {
    assert(["ENABLED", "MANDATORY"].includes(state.mfaConfig.state), "OPERATION_NOT_ALLOWED : TOTP based MFA not enabled.");
    assert(idToken, "MISSING_ID_TOKEN");
    const [user] = accounts.lookup(state, { idToken }, {}).users; // which judges the token as well
    const claims = JSON.parse(Buffer.from(idToken.split(".")[1], "base64url").toString());
    const provider = claims.firebase.sign_in_provider;
    assert(!ineligible.has(provider), "UNSUPPORTED_FIRST_FACTOR : MFA is not available for the given first factor.");
    assert(user.emailVerified, "UNVERIFIED_EMAIL : Need to verify email first before enrolling second factors.");
    assert(!user.mfaInfo?.some((one) => one[hidden]), "SECOND_FACTOR_LIMIT_EXCEEDED : There is a TOTP factor already.");
    return { user, provider, signedInAt: claims.auth_time * 1000 };
  }

  function begin(state, body) {
    const { user, signedInAt } = enroller(state, body.idToken);
    assert(Date.now() - signedInAt < recent, "CREDENTIAL_TOO_OLD_LOGIN_AGAIN");
    const secret = randomBytes(20);
    const sessionInfo = randomBytes(96).toString("base64url");
    const until = Date.now() + enrolment;
    sessions.set(sessionInfo, { localId: user.localId, secret, until, tried: 0, done: false });
    return {
      totpSessionInfo: {
        sharedSecretKey: base32(secret),
        verificationCodeLength: 6,
        hashingAlgorithm: "SHA1",
        periodSec: period,
        sessionInfo,
        finalizeEnrollmentTime: new Date(until).toISOString(),
      },
    };
  }

  function enrol(state, body) {
    const session = sessions.get(body.totpVerificationInfo.sessionInfo);
    assert(!session?.done, "MFA_ENROLLMENT_ALREADY_COMPLETE");
    const { user, provider } = enroller(state, body.idToken);
    assert(session?.localId === user.localId, "INVALID_SESSION_INFO");
    assert(Date.now() < session.until, "SESSION_EXPIRED");
    assert(body.displayName, "MISSING_DISPLAY_NAME");
    assert(session.tried++ < attempts, "TOO_MANY_ENROLLMENT_ATTEMPTS : restart enrollment");
    const step = stepOf(session.secret, body.totpVerificationInfo.verificationCode, 0);
    assert(step !== undefined, "INVALID_CODE");
    session.done = true;
    const factor = {
      displayName: body.displayName,
      enrolledAt: new Date().toISOString(),
      mfaEnrollmentId: randomUUID(),
      totpInfo: {},
      [hidden]: { secret: session.secret, step },
    };
    state.updateUserByLocalId(user.localId, { mfaInfo: [...(user.mfaInfo ?? []), factor] });
    return { ...tokens(state, user, provider, factor), totpAuthInfo: {} };
  }

  function signIn(state, body) {
    assert(body.mfaPendingCredential, "MISSING_MFA_PENDING_CREDENTIAL : Request does not have MFA pending credential.");
    const pending = decode(body.mfaPendingCredential);
    const known = pending?._AuthEmulatorMfaPendingCredential && pending.projectId === state.projectId;
    assert(known && pending.tenantId === state.tenantId, "INVALID_PENDING_TOKEN");
    const user = state.getUserByLocalId(pending.localId);
    assert(user, "USER_NOT_FOUND");
    assert(!user.disabled, "USER_DISABLED");
    assert(Date.now() - pending.askedAt < challenge, "TOTP_CHALLENGE_TIMEOUT : TOTP challenge timeout, provide first factor again.");
    const factor = user.mfaInfo?.find((one) => one.mfaEnrollmentId === body.mfaEnrollmentId);
    assert(factor?.[hidden], "INVALID_MFA_ENROLLMENT_ID");
    const step = stepOf(factor[hidden].secret, body.totpVerificationInfo.verificationCode, factor[hidden].step);
    assert(step !== undefined, "INVALID_CODE");
    factor[hidden].step = step;
    state.updateUserByLocalId(user.localId, { lastLoginAt: Date.now().toString() });
    return tokens(state, user, pending.signInProvider, factor);
  }

  /** Tokens of a sign-in with both factors, by the emulator's own hand: it makes them out of a refresh token. */
  function tokens(state, user, provider, { mfaEnrollmentId }) {
    const secondFactor = { identifier: mfaEnrollmentId, provider: "totp" };
    const refreshToken = state.createRefreshTokenFor(user, provider, { secondFactor });
    const { id_token: idToken } = refresh(state, { grantType: "refresh_token", refreshToken });
    return { idToken, refreshToken };
  }

  /** Whether a refresh token is of a sign-in with a factor that the account does not have any more. */
  function withdrawn(state, refreshToken) {
    const { localId, secondFactor } = decodeRefreshToken(refreshToken);
    if (secondFactor?.provider !== "totp") return false;
    return !state.getUserByLocalId(localId)?.mfaInfo?.some((one) => one.mfaEnrollmentId === secondFactor.identifier);
  }

  return { secrets, restore };
};

/** What the enrolments of a project hide, by their ids, as JSON can hold it. */
function secrets(state) {
  const enrolled = [...state.users.values()].flatMap(({ mfaInfo = [] }) => mfaInfo).filter((one) => one[hidden]);
  return Object.fromEntries(
    enrolled.map((one) => [one.mfaEnrollmentId, { secret: one[hidden].secret.toString("base64"), step: one[hidden].step }]),
  );
}

/** Gives imported users their enrolments back, which an import cannot bring: neither the emulator's nor the service's takes TOTP. */
function restore(state, users, kept) {
  for (const { localId, mfaInfo = [] } of users) {
    if (!mfaInfo.some(({ mfaEnrollmentId }) => kept[mfaEnrollmentId])) continue;
    const whole = mfaInfo.map((one) => {
      const of = kept[one.mfaEnrollmentId];
      return of ? { ...one, [hidden]: { secret: Buffer.from(of.secret, "base64"), step: of.step } } : one;
    });
    state.updateUserByLocalId(localId, { mfaInfo: whole });
  }
}

/** The step of time that a code is of, if it is near now and later than the one before; a code is good once. */
function stepOf(secret, code, before) {
  const now = Math.floor(Date.now() / 1000 / period);
  for (let step = now - drift; step <= now + drift; step++) {
    if (step > before && codeAt(secret, step) === code) return step;
  }
  return undefined;
}

function codeAt(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const at = mac[mac.length - 1] & 0xf;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Bytes in base 32 (RFC 4648), five bits a character. Their number is a multiple of five, so there is no padding. */
function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replace(/.{5}/g, (five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five, 2)]);
}

/** A pending credential, or nothing for a text that is none. */
function decode(credential) {
  try {
    return JSON.parse(Buffer.from(credential, "base64").toString());
  } catch {
    return undefined;
  }
}
