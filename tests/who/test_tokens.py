"""Bearer tokens: which are good, what their claims allow, and which settings are refused at the start."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from api.settings import Settings
from api.who import tokens
from api.who.caller import Caller, NotAllowedError, NotKnownError, Role
from api.who.tokens import Tokens, TokensUnusableError
from tests.who.issuing import (
    AUDIENCE,
    ISSUER,
    KID,
    NOW,
    KeyServer,
    base64url,
    by_hand,
    claims,
    key_for,
    rsa,
    shown,
    signed,
    with_secret,
)
from tests.who.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

LEEWAY = tokens.LEEWAY_SECONDS
GOOD = Caller("user:SGREEN", Role.PLAN, frozenset({"ZZI", "ZZJ"}))


def settings(url: str, **changed: Any) -> Settings:
    return Settings(**{"jwks_url": url, "jwt_issuer": ISSUER, "jwt_audience": AUDIENCE} | changed)


@pytest.fixture(scope="module")
def server() -> Iterator[KeyServer]:
    with KeyServer(shown(rsa("ours"))) as server:
        yield server


@pytest.fixture
def ours(server: KeyServer) -> Tokens:
    return Tokens(settings(server.url), Watch().clock)


def refused(ours: Tokens, text: str) -> str:
    with pytest.raises(NotKnownError) as error:
        ours.caller(text)
    return str(error.value)


def test_a_good_token_tells_who_calls_what_they_may_and_for_which_prisons(ours: Tokens) -> None:
    assert ours.caller(signed(claims())) == GOOD


@pytest.mark.parametrize("algorithm", tokens.KEY_TYPES)
def test_each_algorithm_can_be_the_one(algorithm: str) -> None:
    key = key_for(algorithm)
    with KeyServer(shown(key)) as server:
        only = Tokens(settings(server.url, jwt_algorithm=algorithm), Watch().clock)

        assert only.caller(signed(claims(), key, algorithm=algorithm)) == GOOD


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_another_algorithm_of_the_same_key_is_refused(ours: Tokens, algorithm: str) -> None:
    assert refused(ours, signed(claims(), algorithm=algorithm)) == tokens.REFUSED


def test_a_forged_signature_is_refused(ours: Tokens) -> None:
    head, body, signature = signed(claims()).split(".")
    others = json.dumps(claims(authorities=["ROLE_OMU_ROSTER_ADMIN"])).encode()
    swapped = signature[:-10] + signature[-10:].swapcase()

    for forged in (f"{head}.{base64url(others)}.{signature}", f"{head}.{body}.{swapped}", f"{head}.{body}."):
        assert refused(ours, forged) == tokens.REFUSED


def test_another_key_under_the_same_id_is_refused(ours: Tokens) -> None:
    assert refused(ours, signed(claims(), rsa("a stranger's"))) == tokens.REFUSED


def test_a_key_that_comes_with_the_token_is_not_used(ours: Tokens) -> None:
    stranger = rsa("a stranger's")
    text = signed(claims(), stranger, jwk=shown(stranger), jku="http://127.0.0.1/jwks.json")

    assert refused(ours, text) == tokens.REFUSED


def test_an_unknown_key_is_refused(ours: Tokens) -> None:
    assert "key that its issuer does not show" in refused(ours, signed(claims(), kid="another"))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None, 5, ["RS256"]])
def test_a_token_without_signature_is_refused(ours: Tokens, algorithm: object) -> None:
    assert refused(ours, by_hand({"alg": algorithm, "kid": KID}, claims())) == tokens.REFUSED


def test_the_public_key_is_not_taken_for_a_shared_secret(ours: Tokens) -> None:
    public = rsa("ours")
    pem = public.as_pem(private=False)
    secrets = [pem, pem.strip(), json.dumps(shown(public)).encode(), public.as_der(private=False), b""]

    for secret in secrets:
        assert refused(ours, with_secret(secret, claims())) == tokens.REFUSED


def test_a_token_is_good_until_the_leeway_after_its_end_is_over_and_not_at_that_moment(ours: Tokens) -> None:
    assert ours.caller(signed(claims(exp=NOW - LEEWAY + 1))) == GOOD
    assert refused(ours, signed(claims(exp=NOW - LEEWAY))) == tokens.REFUSED
    assert refused(ours, signed(claims(exp=NOW - LEEWAY - 1))) == tokens.REFUSED


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_a_token_is_good_from_the_leeway_before_its_beginning(ours: Tokens, claim: str) -> None:
    assert ours.caller(signed(claims(**{claim: NOW + LEEWAY}))) == GOOD
    assert refused(ours, signed(claims(**{claim: NOW + LEEWAY + 1}))) == tokens.REFUSED


def test_time_passes_for_a_token(server: KeyServer) -> None:
    watch = Watch()
    ours = Tokens(settings(server.url), watch.clock)
    text = signed(claims(exp=NOW + 60))

    assert ours.caller(text) == GOOD
    watch.wait(60 + LEEWAY)
    assert refused(ours, text) == tokens.REFUSED


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example/auth"}, {"iss": ISSUER + "/"}, {"iss": [ISSUER]}, {"iss": ""}, {"iss": None},
        {"aud": "other"}, {"aud": ["other", "another"]}, {"aud": []}, {"aud": ""}, {"aud": None},
        {"aud": {AUDIENCE: 1}}, {"aud": [[AUDIENCE]]}, {"aud": AUDIENCE.upper()},
        {"exp": None}, {"exp": str(NOW + 60)}, {"exp": True}, {"exp": [NOW + 60]},
        {"nbf": "soon"}, {"iat": "long ago"},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_or_missing_claim_is_refused(ours: Tokens, changed: dict[str, Any]) -> None:
    assert refused(ours, signed(claims(**changed))) == tokens.REFUSED


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_token_for_ever_is_refused(ours: Tokens, number: str) -> None:
    key = rsa("ours").get_op_key("sign")
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    body = json.dumps(claims(exp=0)).replace('"exp": 0', f'"exp": {number}').encode()
    text = by_hand({"alg": "RS256", "kid": KID}, body, lambda each: key.sign(each, PKCS1v15(), SHA256()))

    assert refused(ours, text) == tokens.REFUSED


def test_one_of_several_audiences_is_enough(ours: Tokens) -> None:
    assert ours.caller(signed(claims(aud=["other", AUDIENCE]))) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "..", "...", "a.b.c", "a.b.c.d.e", "ключ.ключ.ключ", "\udcff.a.b", "x" * 200_000,
        by_hand([], claims()), by_hand(5, claims()), by_hand(None, claims()), by_hand({}, claims()),
        by_hand(b"\xff\xfe", claims()), by_hand(b"[" * 100_000, claims()), by_hand(b"[" * 380, claims()),
        by_hand({"alg": "RS256"}, claims()),
        by_hand({"alg": "RS256", "kid": 5}, claims()), by_hand({"alg": "RS256", "kid": None}, claims()),
        by_hand({"alg": "RS256", "kid": KID, "crit": 5}, claims()),
        by_hand({"alg": "RS256", "kid": KID, "crit": ["exp"]}, claims()),
        by_hand({"alg": "RS256", "kid": KID, "b64": False, "crit": ["b64"]}, claims()),
        by_hand({"alg": "RS256", "kid": KID}, b"[" * 90_000), by_hand({"alg": "RS256", "kid": KID}, []),
    ],
)  # fmt: skip
def test_what_is_no_token_is_refused_like_a_bad_one(ours: Tokens, text: str) -> None:
    assert refused(ours, text) == tokens.REFUSED


@pytest.mark.parametrize("body", [[], 5, "text", None, b"[" * 90_000, b"\xff", b"{", b"9" * 5000])
def test_signed_nonsense_is_refused(ours: Tokens, body: Any) -> None:
    from joserfc.jws import serialize_compact

    payload = body if isinstance(body, bytes) else json.dumps(body).encode()

    text = serialize_compact({"alg": "RS256", "kid": KID}, payload, rsa("ours"))

    assert refused(ours, text) == tokens.REFUSED


def test_a_header_that_nobody_knows_does_no_harm(ours: Tokens) -> None:
    from joserfc.jws import JWSRegistry, serialize_compact

    header = {"alg": "RS256", "kid": KID, "nonce": "1"}
    loose = JWSRegistry(strict_check_header=False)

    assert ours.caller(serialize_compact(header, json.dumps(claims()), rsa("ours"), registry=loose)) == GOOD


@pytest.mark.parametrize(
    ("listed", "role"),
    [
        (["ROLE_OMU_ROSTER_READ"], Role.READ),
        (["ROLE_OMU_ROSTER_PLAN", "ROLE_OMU_ROSTER_READ"], Role.PLAN),
        (["ROLE_OMU_ROSTER_READ", "ROLE_OMU_ROSTER_PUBLISH", "ROLE_OMU_ROSTER_PLAN"], Role.PUBLISH),
        (["ROLE_OMU_ROSTER_ADMIN", "ROLE_OMU_ROSTER_READ"], Role.ADMIN),
    ],
)
def test_the_highest_role_counts(ours: Tokens, listed: list[str], role: Role) -> None:
    assert ours.caller(signed(claims(authorities=listed))).role is role


@pytest.mark.parametrize(
    "listed",
    [
        None, [], ["ROLE_ALLOC_MGR"], ["ADMIN"], ["ROLE_OMU_ROSTER_"], ["ROLE_OMU_ROSTER_ADMINS"],
        ["role_omu_roster_admin"], ["xROLE_OMU_ROSTER_ADMIN"], ["ROLE_OMU_ROSTER_ADMIN "],
        "ROLE_OMU_ROSTER_ADMIN", {"ROLE_OMU_ROSTER_ADMIN": True}, 5, True, [["ROLE_OMU_ROSTER_ADMIN"]],
        ["ROLE_OMU_ROSTER_ADMIN", 5],
    ],
    ids=str,
)  # fmt: skip
def test_a_known_caller_without_a_role_may_nothing(ours: Tokens, listed: object) -> None:
    with pytest.raises(NotAllowedError, match="claim authorities"):
        ours.caller(signed(claims(authorities=listed)))


@pytest.mark.parametrize(
    ("listed", "prisons"),
    [
        (None, set()), ([], set()), (["*"], set()), (["ZZI"], {"ZZI"}), (["ZZI", "CADM_I", "zzj", ""], {"ZZI"}),
    ],
    ids=str,
)  # fmt: skip
def test_only_prisons_that_are_listed_are_theirs(
    ours: Tokens, listed: list[str] | None, prisons: set[str]
) -> None:
    caller = ours.caller(signed(claims(caseloads=listed, authorities=["ROLE_OMU_ROSTER_ADMIN"])))

    assert caller.prisons == frozenset(prisons)


@pytest.mark.parametrize("listed", ["ZZI", "*", 5, True, {"ZZI": 1}, [["ZZI"]], ["ZZI", None]], ids=str)
def test_a_claim_of_prisons_that_is_no_list_is_refused(ours: Tokens, listed: object) -> None:
    with pytest.raises(NotAllowedError, match="claim caseloads"):
        ours.caller(signed(claims(caseloads=listed)))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "user:SGREEN"),
        ({"sub": "somebody else"}, "user:SGREEN"),
        ({"user_name": None}, "user:SGREEN"),
        ({"user_name": "", "client_id": None}, "user:SGREEN"),
        ({"user_name": None, "sub": "rota-tool"}, "client:rota-tool"),
        ({"user_name": None, "sub": None}, "client:rota-tool"),
    ],
    ids=str,
)
def test_a_caller_is_named_as_a_person_or_as_a_system(
    ours: Tokens, changed: dict[str, Any], name: str
) -> None:
    assert ours.caller(signed(claims(**changed))).name == name


@pytest.mark.parametrize(
    "changed",
    [
        {"user_name": None, "sub": None, "client_id": None},
        {"user_name": "a\nb"}, {"user_name": "a\0b"}, {"user_name": "\ud800"}, {"user_name": "a\u202eb"},
        {"user_name": "x" * (tokens.MOST_NAME + 1)}, {"user_name": 5}, {"user_name": ["SGREEN"]},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_cannot_be_written_down_is_refused(ours: Tokens, changed: dict[str, Any]) -> None:
    body = json.dumps(claims(**changed)).encode()
    from joserfc.jws import serialize_compact

    text = serialize_compact({"alg": "RS256", "kid": KID}, body, rsa("ours"))

    assert refused(ours, text) == tokens.NO_NAME


def test_other_claims_can_be_set(server: KeyServer) -> None:
    changed = {"jwt_roles_claim": "roles", "jwt_role_prefix": "roster:", "jwt_prisons_claim": "prisons"}
    ours = Tokens(settings(server.url, **changed), Watch().clock)

    caller = ours.caller(signed(claims(roles=["roster:PUBLISH"], prisons=["ZZK"])))

    assert caller == Caller("user:SGREEN", Role.PUBLISH, frozenset({"ZZK"}))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"jwt_issuer": ""}, "OMU_JWT_ISSUER and OMU_JWT_AUDIENCE are needed"),
        ({"jwt_audience": ""}, "OMU_JWT_ISSUER and OMU_JWT_AUDIENCE are needed"),
        ({"jwt_algorithm": "HS256"}, "OMU_JWT_ALGORITHM is 'HS256'; it must be one of RS256"),
        ({"jwt_algorithm": "none"}, "OMU_JWT_ALGORITHM is 'none'"),
        ({"jwt_algorithm": "rs256"}, "OMU_JWT_ALGORITHM is 'rs256'"),
        ({"jwt_roles_claim": ""}, "must not be empty"),
        ({"jwt_role_prefix": ""}, "must not be empty"),
        ({"jwt_prisons_claim": ""}, "must not be empty"),
        ({"jwks_url": "http://issuer.example/jwks.json"}, "must begin with https://"),
        ({"jwks_url": "http://127.0.0.1.example/jwks.json"}, "must begin with https://"),
        ({"jwks_url": "file:///etc/passwd"}, "must begin with https://"),
        ({"jwks_url": "https://"}, "must begin with https://"),
        ({"jwks_url": "https://[::1"}, "must begin with https://"),
        ({"jwks_url": "issuer.example"}, "must begin with https://"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(changed: dict[str, str], sentence: str) -> None:
    with pytest.raises(TokensUnusableError, match=sentence):
        Tokens(settings("https://issuer.example/jwks.json", **changed))


@pytest.mark.parametrize("url", ["https://issuer.example/j", "http://localhost:8/j", "http://[::1]:8/j"])
def test_settings_that_fit_are_accepted_before_the_issuer_is_asked(url: str) -> None:
    assert isinstance(Tokens(settings(url)), Tokens)
