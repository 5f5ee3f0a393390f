%% Keys, signatures and agreements: vectors of RFC 7748, 8032 and 5054, deterministic RSA, and every pair of functions there and back.
-module(crypto_keys).
-export([main/0]).

main() ->
    ok = crypto:start(),
    rsa(),
    curves(),
    edwards(),
    agreements(),
    numbers().

rsa() ->
    E = 65537,
    N = 16#C8A2069182394A2AB7C3F4190C15589C56A2D4BC42DCA675B34CC950E24663048441E8AA593B2BC59E198B8C257E882120C62336E5CC745012C7FFB063EEBE53F3C6504CBA6CFE51BAA3B6D1074B2F398171F4B1982F4D65CAF882EA4D56F32AB57D0C44E6AD4E9CF57A4339EB6962406E350C1B15397183FBF1F0353C9FC991,
    D = 16#5DFCB111072D29565BA1DB3EC48F57645D9D8804ED598A4D470268A89067A2C921DFF24BA2E37A3CE834555000DC868EE6588B7493303528B1B3A94F0B71730CF1E86FCA5AEEDC3AFA16F65C0189D810DDCD81049EBBD0391868C50EDEC958B3A2AAEFF6A575897E2F20A3AB5455C1BFA55010AC51A7799B1FF8483644A3D425,
    Private = [E, N, D],
    Public = [E, N],
    [begin
         S = crypto:sign(rsa, H, <<"message">>, Private),
         S = crypto:sign(rsa, H, {digest, crypto:hash(H, <<"message">>)}, Private),
         true = crypto:verify(rsa, H, <<"message">>, S, Public),
         false = crypto:verify(rsa, H, <<"massage">>, S, Public),
         io:format("rsa ~p ~p~n", [H, erlang:crc32(S)])
     end || H <- [md5, ripemd160, sha, sha224, sha256, sha384, sha512, sha3_256]],
    None = crypto:sign(rsa, none, <<"bare">>, Private),
    io:format("rsa none ~p~n", [erlang:crc32(None)]),
    [begin
         S = crypto:sign(rsa, sha256, <<"message">>, Private, Options),
         true = crypto:verify(rsa, sha256, <<"message">>, S, Public, Options),
         io:format("rsa ~0p ~p~n", [Options, byte_size(S)])
     end || Options <- [[{rsa_padding, rsa_pkcs1_pss_padding}],
                        [{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, 20}],
                        [{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, -1}, {rsa_mgf1_md, sha}],
                        [{rsa_padding, rsa_x931_padding}]]],
    Zero = crypto:sign(rsa, sha256, <<"message">>, Private, [{rsa_padding, rsa_pkcs1_pss_padding}, {rsa_pss_saltlen, 0}]),
    io:format("rsa pss without salt ~p~n", [erlang:crc32(Zero)]),
    [begin
         S = crypto:public_encrypt(rsa, <<"secret">>, Public, Options),
         <<"secret">> = crypto:private_decrypt(rsa, S, Private, Options)
     end || Options <- [[], [{rsa_padding, rsa_pkcs1_padding}], [{rsa_padding, rsa_pkcs1_oaep_padding}],
                        [{rsa_padding, rsa_pkcs1_oaep_padding}, {rsa_oaep_md, sha256}, {rsa_mgf1_md, sha512}, {rsa_oaep_label, <<"label">>}]]],
    Block = <<1, 0:(126 * 8), 2>>,
    Raw = crypto:public_encrypt(rsa, Block, Public, [{rsa_padding, rsa_no_padding}]),
    Block = crypto:private_decrypt(rsa, Raw, Private, [{rsa_padding, rsa_no_padding}]),
    P = crypto:private_encrypt(rsa, <<"signed">>, Private, []),
    <<"signed">> = crypto:public_decrypt(rsa, P, Public, []),
    io:format("rsa crypt ~p ~p~n", [erlang:crc32(Raw), erlang:crc32(P)]),
    [Eb, Nb] = crypto:privkey_to_pubkey(rsa, Private),
    io:format("~p~n", [{Eb, Nb =:= N}]),
    {NewPublic, [_, _, _, _, _, _, _, _] = NewPrivate} = crypto:generate_key(rsa, {1024, 65537}),
    true = crypto:verify(rsa, sha, "x", crypto:sign(rsa, sha, "x", NewPrivate), NewPublic),
    Broken = try crypto:private_decrypt(rsa, <<0:1024>>, Private, [{rsa_padding, rsa_pkcs1_oaep_padding}]) catch error:{error, {_, _}, T} -> T end,
    io:format("~p~n", [Broken]).

curves() ->
    Key = <<16#C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721:256>>,
    {Public, Key} = crypto:generate_key(ecdh, secp256r1, Key),
    io:format("~s~n", [binary:encode_hex(Public, lowercase)]),
    {ok, Made} = {ok, crypto:sign(ecdsa, sha256, <<"sample">>, [Key, secp256r1])},
    true = crypto:verify(ecdsa, sha256, <<"sample">>, Made, [Public, secp256r1]),
    %% RFC 6979, A.2.5
    R = 16#EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
    S = 16#F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
    Known = <<48, 70, 2, 33, 0, R:256, 2, 33, 0, S:256>>,
    true = crypto:verify(ecdsa, sha256, <<"sample">>, Known, [Public, secp256r1]),
    false = crypto:verify(ecdsa, sha256, <<"simple">>, Known, [Public, secp256r1]),
    false = crypto:verify(ecdsa, sha256, <<"sample">>, <<"garbage">>, [Public, secp256r1]),
    Works = [C || C <- crypto:supports(curves), agrees(C)],
    io:format("~p ~p~n", [length(crypto:supports(curves)), length(Works)]),
    {Definition, _} = {crypto:ec_curve(secp256r1), x},
    {DPub, DPriv} = crypto:generate_key(ecdh, Definition),
    {Pub2, Priv2} = crypto:generate_key(ecdh, secp256r1),
    true = crypto:compute_key(ecdh, DPub, Priv2, secp256r1) =:= crypto:compute_key(ecdh, Pub2, DPriv, Definition),
    Signed = crypto:sign(ecdsa, sha, "x", [DPriv, Definition]),
    io:format("~p~n", [crypto:verify(ecdsa, sha, "x", Signed, [DPub, secp256r1])]).

agrees(Curve) when Curve =:= ed25519; Curve =:= ed448 -> true;
agrees(Curve) ->
    Kind = case lists:member(Curve, [x25519, x448]) of true -> eddh; false -> ecdh end,
    {PubA, PrivA} = crypto:generate_key(Kind, Curve),
    {PubB, PrivB} = crypto:generate_key(Kind, Curve),
    crypto:compute_key(Kind, PubA, PrivB, Curve) =:= crypto:compute_key(Kind, PubB, PrivA, Curve).

edwards() ->
    Secret = hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
    {Public, Secret} = crypto:generate_key(eddsa, ed25519, Secret),
    Signature = crypto:sign(eddsa, none, <<16#af, 16#82>>, [Secret, ed25519]),
    io:format("~s~n~s~n", [binary:encode_hex(Public, lowercase), binary:encode_hex(Signature, lowercase)]),
    true = crypto:verify(eddsa, none, <<16#af, 16#82>>, Signature, [Public, ed25519]),
    false = crypto:verify(eddsa, none, <<16#af>>, Signature, [Public, ed25519]),
    {Pub448, Priv448} = crypto:generate_key(eddsa, ed448, <<7:456>>),
    io:format("~p ~p~n", [erlang:crc32(Pub448), erlang:crc32(crypto:sign(eddsa, none, "m", [Priv448, ed448]))]).

agreements() ->
    Alice = hex("77076d0a7318a57d3c16c17251b26645c6b2fb9d5f8b0ec1a5b9e2e0a0e0a0e0"),
    {AlicePublic, _} = crypto:generate_key(ecdh, x25519, hex("77076d0a7318a57d3c16c17251b26645d8d0c5c9bb0c62d3b8a1f1e3c8a1d34a")),
    {BobPublic, Bob} = crypto:generate_key(eddh, x25519, Alice),
    io:format("~s~n~s~n", [binary:encode_hex(AlicePublic, lowercase), binary:encode_hex(crypto:compute_key(eddh, AlicePublic, Bob, x25519), lowercase)]),
    io:format("~s~n", [binary:encode_hex(BobPublic, lowercase)]),
    Prime = 16#FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF,
    Group = [Prime, 2],
    {PubA, PrivA} = crypto:generate_key(dh, Group),
    {PubB, PrivB} = crypto:generate_key(dh, Group ++ [200]),
    io:format("~p ~p~n", [crypto:compute_key(dh, PubA, PrivB, Group) =:= crypto:compute_key(dh, PubB, PrivA, Group), byte_size(PrivB) =< 25]),
    io:format("~p~n", [erlang:crc32(crypto:compute_key(dh, crypto:mod_pow(2, 12345678901234567890, Prime), <<1234567890123456789:64>>, Group))]),
    srp(Prime).

%% The protocol is symmetric: both ends come to the same secret.
srp(Prime) ->
    P = binary:encode_unsigned(Prime),
    [begin
         X = crypto:hash(sha, "user:password"),
         Verifier = crypto:mod_pow(2, X, Prime),
         {UserPub, UserPriv} = crypto:generate_key(srp, {user, [<<2>>, P, Version]}),
         {HostPub, HostPriv} = crypto:generate_key(srp, {host, [Verifier, <<2>>, P, Version]}),
         Host = crypto:compute_key(srp, UserPub, {HostPub, HostPriv}, {host, [Verifier, P, Version]}),
         User = crypto:compute_key(srp, HostPub, {UserPub, UserPriv}, {user, [X, P, <<2>>, Version]}),
         Fixed = crypto:compute_key(srp, <<5>>, {<<3>>, <<7>>}, {user, [X, P, <<2>>, Version, <<9>>]}),
         io:format("srp ~p ~p ~p~n", [Version, Host =:= User, erlang:crc32(Fixed)])
     end || Version <- ['3', '6', '6a']].

numbers() ->
    io:format("~p~n", [[crypto:mod_pow(B, E, M) || {B, E, M} <- [{2, 10, 1000}, {5, 0, 7}, {0, 5, 7}, {<<255, 255>>, 3, 1 bsl 70}]]]),
    io:format("~p ~p~n", [crypto:exor(<<1, 2, 3>>, [<<4>>, 5, 6]), crypto:exor([], <<>>)]),
    io:format("~p~n", [[crypto:bytes_to_integer(<<1, 0>>), crypto:hash_equals(<<"same">>, <<"same">>)]]),
    true = lists:all(fun(_) -> N = crypto:rand_uniform(10, 20), N >= 10 andalso N < 20 end, lists:seq(1, 100)),
    true = lists:all(fun(_) -> rand:uniform_s(5, crypto:rand_seed_s()) =/= 0 end, lists:seq(1, 10)),
    [0, 1, 64, 65, 100000] = [byte_size(crypto:strong_rand_bytes(N)) || N <- [0, 1, 64, 65, 100000]],
    ok = crypto:rand_seed(<<"anything">>),
    _ = crypto:rand_seed(),
    true = is_integer(rand:uniform(1 bsl 100)),
    io:format("~p~n", [[is_binary(crypto:strong_rand_bytes(3)), crypto:supports(rsa_opts) =/= []]]).

hex(Text) -> binary:decode_hex(list_to_binary(Text)).

%! expect: rsa md5 4179561621
%! expect: rsa ripemd160 938780644
%! expect: rsa sha 2858657156
%! expect: rsa sha224 974997396
%! expect: rsa sha256 3943565916
%! expect: rsa sha384 3789898661
%! expect: rsa sha512 1998359261
%! expect: rsa sha3_256 4294230633
%! expect: rsa none 1178610531
%! expect: rsa [{rsa_padding,rsa_pkcs1_pss_padding}] 128
%! expect: rsa [{rsa_padding,rsa_pkcs1_pss_padding},{rsa_pss_saltlen,20}] 128
%! expect: rsa [{rsa_padding,rsa_pkcs1_pss_padding},{rsa_pss_saltlen,-1},{rsa_mgf1_md,sha}] 128
%! expect: rsa [{rsa_padding,rsa_x931_padding}] 128
%! expect: rsa pss without salt 735506405
%! expect: rsa crypt 1846815441 2988541497
%! expect: {65537,true}
%! expect: "Couldn't get the result"
%! expect: 0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299
%! expect: 87 87
%! expect: true
%! expect: fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
%! expect: 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
%! expect: 1012171889 279836286
%! expect: 0f637a8dde29fcb5f6ca2c74c0e69d9614fd344fc872a853faf5a77e1975cb2d
%! expect: d30ee38afa07890291a7aabf42f754b34981e0a201db9ae8668695dced41f755
%! expect: be1b3cc691ce6b09cfd36bfb996b0ae17a0832e93d375032ea27b042388eab1f
%! expect: true true
%! expect: 1568843096
%! expect: srp '3' true 2840538726
%! expect: srp '6' true 3803369118
%! expect: srp '6a' true 1382547473
%! expect: [<<24>>,<<1>>,<<>>,<<255,253,0,2,255,255>>]
%! expect: <<5,7,5>> <<>>
%! expect: [256,true]
%! expect: [true,true]
