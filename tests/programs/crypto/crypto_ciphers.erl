%% Every cipher with fixed keys, in one call and in steps; padding; authenticated ones with vectors of RFC 8439, 3610 and NIST's GCM.
-module(crypto_ciphers).
-export([main/0]).

main() ->
    ok = crypto:start(),
    Names = [rc2_cbc, rc4, des_cbc, des_cfb, des_ecb, des_ede3_cbc, des_ede3_cfb, blowfish_cbc, blowfish_cfb64, blowfish_ofb64,
             blowfish_ecb, sm4_cbc, sm4_ecb, sm4_cfb, sm4_ofb, sm4_ctr, chacha20 |
             [list_to_atom("aes_" ++ S ++ "_" ++ M) || S <- ["128", "192", "256"], M <- ["cbc", "ofb", "cfb8", "cfb128", "ecb", "ctr"]]],
    [plain(N) || N <- Names],
    padding(),
    authenticated(),
    alias().

plain(Name) ->
    #{key_length := KeyLength, iv_length := IvLength, block_size := Block} = Info = crypto:cipher_info(Name),
    Key = pattern(KeyLength, 7),
    Iv = pattern(IvLength, 3),
    Data = pattern(Block * 40, 1),
    Long = binary:copy(pattern(240, 5), 200),
    Secret = crypto:crypto_one_time(Name, Key, Iv, Data, true),
    Data = crypto:crypto_one_time(Name, Key, Iv, Secret, false),
    SecretLong = crypto:crypto_one_time(Name, Key, Iv, Long, [{encrypt, true}]),
    Long = crypto:crypto_one_time(Name, Key, Iv, SecretLong, [{encrypt, false}]),
    State = crypto:crypto_init(Name, Key, Iv, [{encrypt, true}]),
    Parts = [crypto:crypto_update(State, binary:part(Long, I * 4800, 4800)) || I <- lists:seq(0, 9)],
    SecretLong = iolist_to_binary([Parts, crypto:crypto_final(State)]),
    io:format("~p ~p ~s ~p~n", [Name, [maps:get(K, Info) || K <- [mode, block_size, prop_aead]],
                               binary:encode_hex(binary:part(Secret, 0, 24), lowercase), erlang:crc32(SecretLong)]).

padding() ->
    Key = pattern(16, 7),
    Iv = pattern(16, 3),
    [[begin
          Data = pattern(Length, 1),
          State = crypto:crypto_init(aes_128_cbc, Key, Iv, [{encrypt, true}, {padding, Padding}]),
          Out = crypto:crypto_update(State, Data),
          Result = try
                       Final = crypto:crypto_final(State),
                       Secret = <<Out/binary, Final/binary>>,
                       Back = crypto:crypto_one_time(aes_128_cbc, Key, Iv, Secret, [{encrypt, false}, {padding, Padding}]),
                       {byte_size(Out), byte_size(Final), byte_size(Back), binary:part(Back, 0, min(Length, byte_size(Back))) =:= Data}
                   catch
                       error:{Class, {File, _}, Text} -> {Class, File, Text}
                   end,
          #{size := Size, padding_size := Padded, padding_type := Type, encrypt := true} = crypto:crypto_get_data(State),
          io:format("~p ~p: ~p ~p~n", [Padding, Length, Result, {Size, Padded, Type}])
      end || Length <- [0, 5, 16, 21]] || Padding <- [none, zero, random, pkcs_padding]],
    <<>> = crypto:crypto_one_time(aes_128_cbc, Key, Iv, "short", true).

authenticated() ->
    Key = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
    Iv = hex("070000004041424344454647"),
    Aad = hex("50515253c0c1c2c3c4c5c6c7"),
    Text = <<"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.">>,
    {Secret, Tag} = crypto:crypto_one_time_aead(chacha20_poly1305, Key, Iv, Text, Aad, true),
    io:format("~s ~s~n", [binary:encode_hex(binary:part(Secret, 0, 16), lowercase), binary:encode_hex(Tag, lowercase)]),
    Text = crypto:crypto_one_time_aead(chacha20_poly1305, Key, Iv, Secret, Aad, Tag, false),
    error = crypto:crypto_one_time_aead(chacha20_poly1305, Key, Iv, Secret, Aad, <<0:128>>, false),
    Long = binary:copy(pattern(250, 9), 400),
    [begin
         K = pattern(Bytes, 7),
         {S, T} = crypto:crypto_one_time_aead(Name, K, pattern(12, 3), Data, AadN, TagLength, true),
         Data = crypto:crypto_one_time_aead(Name, K, pattern(12, 3), S, AadN, T, false),
         error = crypto:crypto_one_time_aead(Name, K, pattern(12, 3), S, <<AadN/binary, 1>>, T, false),
         io:format("~p ~p ~p ~s ~p~n", [Name, byte_size(Data), TagLength, binary:encode_hex(T, lowercase), erlang:crc32(S)])
     end || {Name, Bytes, TagLength} <- [{aes_128_gcm, 16, 16}, {aes_192_gcm, 24, 12}, {aes_256_gcm, 32, 16}, {aes_128_ccm, 16, 8},
                                         {aes_192_ccm, 24, 12}, {aes_256_ccm, 32, 16}],
            {Data, AadN} <- [{<<>>, <<>>}, {<<"text">>, <<>>}, {<<>>, <<"aad">>}, {Long, <<"associated">>}]],
    {GcmText, GcmTag} = crypto:crypto_one_time_aead(aes_128_gcm, <<0:128>>, <<0:96>>, <<0:128>>, <<>>, true),
    io:format("~s ~s~n", [binary:encode_hex(GcmText, lowercase), binary:encode_hex(GcmTag, lowercase)]).

alias() ->
    [begin
         A = crypto:crypto_one_time(aes_cbc, pattern(N, 7), pattern(16, 3), pattern(64, 1), true),
         A = crypto:crypto_one_time(list_to_atom("aes_" ++ integer_to_list(N * 8) ++ "_cbc"), pattern(N, 7), pattern(16, 3), pattern(64, 1), true)
     end || N <- [16, 24, 32]],
    io:format("done~n").

pattern(Length, Step) -> << <<(I * Step rem 251)>> || I <- lists:seq(1, Length) >>.

hex(Text) -> binary:decode_hex(list_to_binary(Text)).

%! expect: rc2_cbc [cbc_mode,8,false] d24908c28d5edf944bcfe32b37f2fb8e53eddc6d34b29521 4006828676
%! expect: rc4 [stream_cipher,1,false] 6c1cf1aec548225adf6717c82b6bcc5d9d0ef3430a084ef1 1574562895
%! expect: des_cbc [cbc_mode,8,false] 69238600ca9fec0a637749bc0a2d4c01dd5a7c65a956b0fd 3674775670
%! expect: des_cfb [cfb_mode,1,false] 5549ef108a879722987d636528dc62b4ebf57ccdc2eb4552 1199538726
%! expect: des_ecb [ecb_mode,8,false] 997af055edae183c30250a42f17cf89fa8bf13e7e4b4a32b 1052184345
%! expect: des_ede3_cbc [cbc_mode,8,false] f9984fd2902e93e619ce8e0f4b8a4d9e1e9c9b14fa86cc87 1265624222
%! expect: des_ede3_cfb [cfb_mode,1,false] 4848b28c19024f33fc92303869be42956f7a174b3e58cdf5 3549127758
%! expect: blowfish_cbc [cbc_mode,8,false] cbfe200a89c3ab7a02f93a813efd9bae54978716a41a8e98 1940757247
%! expect: blowfish_cfb64 [cfb_mode,1,false] 38d4735edbd5336588da0ee3d2f113243016ff70f6038161 992563120
%! expect: blowfish_ofb64 [ofb_mode,1,false] 38d4735edbd533659ecd8069f8f5a17f29b68a1699b93377 598748192
%! expect: blowfish_ecb [ecb_mode,8,false] 12ca2ffe168690828d764dae6b5f8336ad12b9dcea3596f3 2277703793
%! expect: sm4_cbc [cbc_mode,16,false] fc8fb6991a159ff02e68af07c3f9892bc91bfbe3eb3f6513 1079762400
%! expect: sm4_ecb [ecb_mode,16,false] b491e8a32c05654501f502488d1ad0eb9f9dbda66be6d08f 3575392978
%! expect: sm4_cfb [cfb_mode,1,false] 45f020009019da9235aa3d8e27678f5ea3d4029eb80e91aa 3781335976
%! expect: sm4_ofb [ofb_mode,1,false] 45f020009019da9235aa3d8e27678f5e51dc8e9ccd6a4296 3419576473
%! expect: sm4_ctr [ctr_mode,1,false] 45f020009019da9235aa3d8e27678f5e6df7f884b1a7c0a7 470298292
%! expect: chacha20 [stream_cipher,1,false] e1ce2832b14a19a4cc3cc470304cb11a4580aacc9e859137 1727025163
%! expect: aes_128_cbc [cbc_mode,16,false] eb26191b302b7f341b164bc81bee623acd382f5bf405db4d 3657900997
%! expect: aes_128_ofb [ofb_mode,1,false] d1ae01a3294419bf93038deec5bff93f87681a5c9d0ba6b6 1843978056
%! expect: aes_128_cfb8 [cfb_mode,1,false] d17daa44607039c86fb84959727044d07b90f8431ca331c5 3780915011
%! expect: aes_128_cfb128 [cfb_mode,1,false] d1ae01a3294419bf93038deec5bff93fa7dcf87e4f15e0ca 31854096
%! expect: aes_128_ecb [ecb_mode,16,false] aafc3d82a14c775bef213a4e8bae8f16e760f7f274932a40 2029182113
%! expect: aes_128_ctr [ctr_mode,1,false] d1ae01a3294419bf93038deec5bff93fa8c8ea826c0a95ab 4204453769
%! expect: aes_192_cbc [cbc_mode,16,false] b461abde5c02a19ec258c9b0eecf627b7a49b1a2f27fc86f 1844876158
%! expect: aes_192_ofb [ofb_mode,1,false] a8d79a0b6c3b1499fde547c4351e1864a66eb039c4224a62 903507834
%! expect: aes_192_cfb8 [cfb_mode,1,false] a8ced0bfb2d5e65facb7bced1dc87cb39ffa534cf01cfc4a 688295235
%! expect: aes_192_cfb128 [cfb_mode,1,false] a8d79a0b6c3b1499fde547c4351e1864af497c356c2542f8 103527163
%! expect: aes_192_ecb [ecb_mode,16,false] dae3b8d5603f2cd41bbb2e7303a5372b57f4ef768486b5ed 529896246
%! expect: aes_192_ctr [ctr_mode,1,false] a8d79a0b6c3b1499fde547c4351e186489b0771db433d8b1 1699485513
%! expect: aes_256_cbc [cbc_mode,16,false] 11793725180bc7a2e5b3671e7e34ac97e77685fdffe5d5c9 4187443133
%! expect: aes_256_ofb [ofb_mode,1,false] 57c74707c9fc4ddb2a208ad60e60cb465f8b50c01df3d300 1721709909
%! expect: aes_256_cfb8 [cfb_mode,1,false] 576a236ade4e438bef281efda235d25fbf94f581cd128bbe 4265745795
%! expect: aes_256_cfb128 [cfb_mode,1,false] 57c74707c9fc4ddb2a208ad60e60cb4658faac01ad9d3184 2054887422
%! expect: aes_256_ecb [ecb_mode,16,false] b9b1f8b71f6c6d3315638ab42e48d445620a31cc7087109d 692130425
%! expect: aes_256_ctr [ctr_mode,1,false] 57c74707c9fc4ddb2a208ad60e60cb46fe5a17618ad1fae2 1716850412
%! expect: none 0: {0,0,0,true} {0,0,none}
%! expect: none 5: {error,"api_ng.c","Padding 'none' but unfilled last block"} {5,11,
%! expect:                                                                      none}
%! expect: none 16: {16,0,16,true} {16,0,none}
%! expect: none 21: {error,"api_ng.c","Padding 'none' but unfilled last block"} {21,11,
%! expect:                                                                       none}
%! expect: zero 0: {0,0,0,true} {0,0,zero}
%! expect: zero 5: {0,16,16,true} {5,11,zero}
%! expect: zero 16: {16,0,16,true} {16,0,zero}
%! expect: zero 21: {16,16,32,true} {21,11,zero}
%! expect: random 0: {0,0,0,true} {0,0,random}
%! expect: random 5: {0,16,16,true} {5,11,random}
%! expect: random 16: {16,0,16,true} {16,0,random}
%! expect: random 21: {16,16,32,true} {21,11,random}
%! expect: pkcs_padding 0: {0,16,0,true} {0,16,pkcs_padding}
%! expect: pkcs_padding 5: {0,16,5,true} {5,11,pkcs_padding}
%! expect: pkcs_padding 16: {16,16,16,true} {16,16,pkcs_padding}
%! expect: pkcs_padding 21: {16,16,21,true} {21,11,pkcs_padding}
%! expect: d31a8d34648e60db7b86afbc53ef7ec2 1ae10b594f09e26a7e902ecbd0600691
%! expect: aes_128_gcm 0 16 081a772c41570cd1fa1340622e80c4cc 0
%! expect: aes_128_gcm 4 16 abc0b39530208bbe2c0fa441677d7cf4 3100763189
%! expect: aes_128_gcm 0 16 55c2570853c8bc4fbc87b7773d3559a4 0
%! expect: aes_128_gcm 100000 16 6148d2d31b47530d909bdc61a375776f 253179795
%! expect: aes_192_gcm 0 12 6ad470a06957dc9d9b58a7fe 0
%! expect: aes_192_gcm 4 12 c2860bfb1240d2caaee2b622 2499508130
%! expect: aes_192_gcm 0 12 28134e68289ca9bb9f779767 0
%! expect: aes_192_gcm 100000 12 0e620cd4ab2030b275032327 464892012
%! expect: aes_256_gcm 0 16 a0200bb3098e966e60f16c9e9756533d 0
%! expect: aes_256_gcm 4 16 e2bccbaba597165ea67a14cdd68a5a71 1165851323
%! expect: aes_256_gcm 0 16 5eba5957c25a7569069ca80c0b583b49 0
%! expect: aes_256_gcm 100000 16 ec0782d661be1d8508b66470a8eef892 2606507614
%! expect: aes_128_ccm 0 8 c807ae991f352431 0
%! expect: aes_128_ccm 4 8 9bd02a36d1f88b57 1730348702
%! expect: aes_128_ccm 0 8 2bf7b0d02bcbc7e9 0
%! expect: aes_128_ccm 100000 8 e770f3f40faa6652 1704207106
%! expect: aes_192_ccm 0 12 8d979520e7617ba28a805921 0
%! expect: aes_192_ccm 4 12 686ff0d4a34938f619b6c857 2595935682
%! expect: aes_192_ccm 0 12 d26fcde9c45e2bd28130426b 0
%! expect: aes_192_ccm 100000 12 48a8d6c4d2b9cbc7d6f8196b 786102036
%! expect: aes_256_ccm 0 16 e4cb5b657b528ed890d85a36313e828c 0
%! expect: aes_256_ccm 4 16 f73858a92daa0f5b71049068cd85c539 980734314
%! expect: aes_256_ccm 0 16 f42894514b3483f2f266ca244c90f62b 0
%! expect: aes_256_ccm 100000 16 ea1354e5ef5031256f831879df349359 2590064368
%! expect: 0388dace60b6a392f328c2b971b2fe78 ab6e47d42cec13bdf53a67b21257bddf
%! expect: done
