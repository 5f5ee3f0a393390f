%% Digests, codes and derived keys: vectors of RFC 1320, 1321, 2202, 4231, 4493, 6070, 8439 and FIPS 180/202; steps give what one call gives.
-module(crypto_digests).
-export([main/0]).

main() ->
    ok = crypto:start(),
    Hashes = [md4, md5, ripemd160, sha, sha224, sha256, sha384, sha512, sha3_224, sha3_256, sha3_384, sha3_512, sm3, blake2b, blake2s],
    Large = binary:copy(<<"0123456789abcdef">>, 20000),
    [begin
         S0 = crypto:hash_init(H),
         S1 = crypto:hash_update(S0, <<"ab">>),
         S2 = crypto:hash_update(S1, [$c, <<>>]),
         Abc = crypto:hash(H, "abc"),
         Abc = crypto:hash_final(S2),
         %% A state stays what it was.
         Abc = crypto:hash_final(crypto:hash_update(S1, "c")),
         L = lists:foldl(fun(_, S) -> crypto:hash_update(S, binary:part(Large, 0, 32000)) end, S0, lists:seq(1, 10)),
         true = crypto:hash_final(L) =:= crypto:hash(H, Large),
         #{size := Size} = crypto:hash_info(H),
         Size = byte_size(Abc),
         show(H, [Abc, crypto:hash(H, <<>>), crypto:hash(H, Large)])
     end || H <- Hashes],
    show(shake128, [crypto:hash_xof(shake128, "abc", 256), crypto:hash_xof(shake256, [], 1000 * 8)]),
    macs(Large),
    derived().

macs(Large) ->
    Key = binary:copy(<<16#0b>>, 20),
    [begin
         M = crypto:mac(hmac, H, Key, <<"Hi There">>),
         S = crypto:mac_update(crypto:mac_init(hmac, H, Key), "Hi "),
         M = crypto:mac_final(crypto:mac_update(S, "There")),
         show({hmac, H}, [M, crypto:mac(hmac, H, <<>>, Large), crypto:macN(hmac, H, Key, "x", 5)])
     end || H <- [md4, md5, sha, sha224, sha256, sha384, sha512, sha3_256, blake2s]],
    CKey = hex("2b7e151628aed2a6abf7158809cf4f3c"),
    show(cmac, [crypto:mac(cmac, aes_128_cbc, CKey, <<>>),
                crypto:mac(cmac, aes_cbc, CKey, hex("6bc1bee22e409f96e93d7e117393172a")),
                crypto:mac_final(crypto:mac_update(crypto:mac_init(cmac, aes_128_cbc, CKey), Large)),
                crypto:mac(cmac, blowfish_cbc, CKey, "data"),
                crypto:mac(cmac, des_ede3_cbc, binary:copy(<<1, 2, 3, 4, 5, 6, 7, 8>>, 3), "data")]),
    PKey = hex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"),
    show(poly1305, [crypto:mac(poly1305, PKey, "Cryptographic Forum Research Group"),
                    crypto:mac_final(crypto:mac_update(crypto:mac_init(poly1305, PKey), Large))]).

derived() ->
    show(pbkdf2, [crypto:pbkdf2_hmac(sha, <<"password">>, <<"salt">>, 1, 20),
                  crypto:pbkdf2_hmac(sha, <<"password">>, <<"salt">>, 4096, 20),
                  crypto:pbkdf2_hmac(sha, <<"pass\0word">>, <<"sa\0lt">>, 4096, 16),
                  crypto:pbkdf2_hmac(sha512, <<"passwordPASSWORDpassword">>, <<"saltSALT">>, 1000, 100)]).

show(Name, Binaries) -> io:format("~0p ~s~n", [Name, lists:join(" ", [short(B) || B <- Binaries])]).

short(B) when byte_size(B) =< 32 -> binary:encode_hex(B, lowercase);
short(B) -> [binary:encode_hex(binary:part(B, 0, 24), lowercase), "~", integer_to_list(erlang:crc32(B))].

hex(Text) -> binary:decode_hex(list_to_binary(Text)).

%! expect: md4 a448017aaf21d8525fc10ae87aa6729d 31d6cfe0d16ae931b73c59d7e0c089c0 6814a3eaa26eef24d37fc143fac55b61
%! expect: md5 900150983cd24fb0d6963f7d28e17f72 d41d8cd98f00b204e9800998ecf8427e b5a90c82c5a24e7877223ab18fb6ceb2
%! expect: ripemd160 8eb208f7e05d987a9b044a8e98c6b087f15a0bfc 9c1185a5c5e9fc54612808977ee8f548b2258d31 663ed341648bbf2b8d62eed5cb6e63f0ad9f2ccf
%! expect: sha a9993e364706816aba3e25717850c26c9cd0d89d da39a3ee5e6b4b0d3255bfef95601890afd80709 6b29af24523066a0352d4398e5cd8edb1c8364c3
%! expect: sha224 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7 d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f 87a22257aa9aa4575851d3bafd3a040a61ac97c0825e5ad89dd32252
%! expect: sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 2f869ec6ab78d5d9f9d3a9d4a251b98e9f87daebb730d3124691e118ae812a62
%! expect: sha384 cb00753f45a35e8bb5a03d699ac65007272c32ab0eded163~529558914 38b060a751ac96384cd9327eb1b1e36a21fdb71114be0743~2164907899 330e1b2cc34b09f14f7a328d87a197f23c65c1a4c7d553e3~3003151159
%! expect: sha512 ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2~1654057427 cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc~2349842161 9c8dd00ee3f3fec9139d9f9b094f945e8f5b480306dfca44~2462037494
%! expect: sha3_224 e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf 6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7 8e0794667a2995521bcd4b766e2299276efc37153189b66fad228836
%! expect: sha3_256 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532 a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a 19a6d6a763d7098fb4dbf897b0461524aa79b3618770c705a6274c91e2c5d9a3
%! expect: sha3_384 ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c25~3503550497 0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61~579469799 d6580afa768688e1b3cbd098ae186213033fb389b53bbfc8~4142363981
%! expect: sha3_512 b751850b1a57168a5693cd924b6b096e08f621827444f70d~1445694876 a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859~3936249478 419f38ea96ec0a33e6f57ad823bdb2d68fb6a513917d0fe4~821142175
%! expect: sm3 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0 1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b a8006e40d70dfa5e47cefe75b0a38941c4777eb558055ddbbdc28ce338913b2e
%! expect: blake2b ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b7~144241610 786a02f742015903c6c6fd852552d272912f4740e1584761~543353681 4dff7a7290a85a2fdbc37fac3e133edb1d0bc79c001fc8f8~3013752107
%! expect: blake2s 508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982 69217a3079908094e11121d042354a7c1f55b6482ca1a51e1b250dfd1ed0eef9 8c4f568df84b3525570caf2abab49dd1a61c7c5e6782455ddc2c7e2285a0dd4d
%! expect: shake128 5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8 46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82~1340506370
%! expect: {hmac,md4} 5570ce964ba8c11756cdc3970278ff5a 81bfd9c4855e1518ca5a8291101be2db 95e80404af
%! expect: {hmac,md5} 5ccec34ea9656392457fa1ac27f08fbc 084ac27b869d98612731c9b5b0d06a5e ff79c752fd
%! expect: {hmac,sha} b617318655057264e28bc0b6fb378c8ef146be00 2b3c6b9f7cfca65c48f0ee8625c3a52731f67276 3cfa8f9186
%! expect: {hmac,sha224} 896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22 d444ffbd4697d0e309d729e59bafa12f15e6d36875c71e5515a77d08 5243a5c00e
%! expect: {hmac,sha256} b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7 10bef96e94a441c31764403722e50fe4f964a0434ea38ef7a65532722b3d0edb f0e5e7a2ab
%! expect: {hmac,sha384} afd03944d84895626b0825f4ab46907f15f9dadbe4101ec6~1105636079 2d5b413b045e407b8f459f9ba2b42b0aae715b97d22481df~2529822005 7ee122909a
%! expect: {hmac,sha512} 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec278~3006674771 b009c974e3abb6d6add881dbed089c0231ae7d102f9d9647~456971283 0ec6662dec
%! expect: {hmac,sha3_256} ba85192310dffa96e2a3a40e69774351140bb7185e1202cdcc917589f95e16bb d9c842195ecde4993ec13345f41d26e006af713fc4e9073e95ba4dc726574751 873304dbbf
%! expect: {hmac,blake2s} 65a8b7c5cc9136d424e82c37e2707e74e913c0655b99c75f40edf387453a3260 87bf7a8ced65a6594cd251a4fcee77249f86326b85b793d722c2cbaf9be476a0 660a95be36
%! expect: cmac bb1d6929e95937287fa37d129b756746 070a16b46b4d4144f79bdd9dd04a287c d74df4349b713d4e8bd642ed874f157a f5fec4f8c6cccbdd a22a7eb3ecdf1110
%! expect: poly1305 a8061dc1305136c6c22b8baf0c0127a9 bbdadc56fa4ae3e4c2ece55ed4876b05
%! expect: pbkdf2 0c60c80f961f0e71f3a9b524af6012062fe037a6 4b007901b765489abead49d926f721d065a429c1 56fa6aa75548099dcc37d7f03425e0c3 a3105b58a2874e87c49bd5a40cd1fae5aa199b16557d913c~2094259814
