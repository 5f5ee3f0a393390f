%% What wrong arguments of crypto's functions raise: class, file of OTP's library, text; and where crypto says the mistake is.
-module(crypto_errors).
-export([main/0]).

main() ->
    ok = crypto:start(),
    K16 = <<0:128>>,
    [try F() of R -> io:format("~p: ~0p~n", [N, R])
     catch
         error:{Class, {File, Line}, Text}:Stack when is_integer(Line) ->
             [{_, _, _, Where} | _] = Stack,
             io:format("~p: ~p ~s ~0p ~0p~n", [N, Class, File, Text, proplists:get_value(error_info, Where)]);
         Kind:Reason -> io:format("~p: ~p ~0p~n", [N, Kind, Reason])
     end || {N, F} <- lists:enumerate([
        fun() -> crypto:hash(foo, "x") end,
        fun() -> crypto:hash(sha256, foo) end,
        fun() -> crypto:hash(sha256, [256]) end,
        fun() -> crypto:hash_init(foo) end,
        fun() -> crypto:hash_update(make_ref(), "x") end,
        fun() -> crypto:hash_final(foo) end,
        fun() -> crypto:hash_info(foo) end,
        fun() -> crypto:mac(foo, <<>>, <<>>) end,
        fun() -> crypto:mac(hmac, foo, <<>>, <<>>) end,
        fun() -> crypto:mac(hmac, sha256, foo, <<>>) end,
        fun() -> crypto:mac(cmac, foo, <<>>, <<>>) end,
        fun() -> crypto:mac(cmac, aes_128_cbc, <<1>>, <<>>) end,
        fun() -> crypto:mac(poly1305, <<1>>, <<>>) end,
        fun() -> crypto:mac_update(foo, <<>>) end,
        fun() -> crypto:mac_final(make_ref()) end,
        fun() -> crypto:crypto_one_time(foo, K16, K16, <<>>, true) end,
        fun() -> crypto:crypto_one_time("foo", K16, K16, <<>>, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, <<1>>, K16, <<>>, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, foo, K16, <<>>, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, <<1>>, <<>>, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, foo, <<>>, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, foo, true) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, foo) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [foo]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{encrypt, 1}]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{encrypt, true}, {encrypt, true}]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{padding, foo}]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{padding, none}, {padding, none}]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{bad, none}]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<>>, [{encrypt, true} | x]) end,
        fun() -> crypto:crypto_one_time(aes_128_cbc, K16, K16, <<1, 2>>, [{encrypt, false}, {padding, pkcs_padding}]) end,
        fun() -> crypto:crypto_one_time(aes_128_gcm, K16, K16, <<>>, true) end,
        fun() -> crypto:crypto_init(aes_128_cbc, K16, true) end,
        fun() -> crypto:crypto_update(foo, <<>>) end,
        fun() -> crypto:crypto_final(foo) end,
        fun() -> crypto:crypto_get_data(foo) end,
        fun() -> crypto:crypto_one_time_aead(foo, K16, K16, <<>>, <<>>, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_cbc, K16, K16, <<>>, <<>>, 16, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_gcm, <<1>>, K16, <<>>, <<>>, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_gcm, K16, <<>>, <<>>, <<>>, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_gcm, K16, K16, <<>>, <<>>, 17, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_gcm, K16, K16, <<>>, <<>>, foo, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_gcm, K16, K16, foo, <<>>, true) end,
        fun() -> crypto:crypto_one_time_aead(aes_128_ccm, K16, <<0:96>>, <<>>, <<>>, 3, true) end,
        fun() -> crypto:cipher_info(foo) end,
        fun() -> crypto:sign(foo, sha256, <<>>, []) end,
        fun() -> crypto:sign(rsa, foo, <<>>, []) end,
        fun() -> crypto:sign(rsa, sha256, <<>>, [1, 2]) end,
        fun() -> crypto:sign(rsa, sha256, {digest, <<1>>}, [1, 2, 3]) end,
        fun() -> crypto:sign(rsa, sha256, foo, [1, 2, 3]) end,
        fun() -> crypto:sign(rsa, sha256, <<>>, [1, 2, 3], foo) end,
        fun() -> crypto:sign(rsa, sha256, <<>>, [1, 2, 3], [foo]) end,
        fun() -> crypto:sign(rsa, sha256, <<>>, [1, 2, 3], [{rsa_padding, foo}]) end,
        fun() -> crypto:sign(rsa, sha256, <<>>, [1, 2, 3], [{rsa_pss_saltlen, -3}]) end,
        fun() -> crypto:sign(ecdsa, sha256, <<>>, [<<1>>, secp256r1], [{rsa_padding, foo}]) end,
        fun() -> crypto:sign(dss, sha256, <<>>, [1]) end,
        fun() -> crypto:sign(eddsa, none, <<>>, [<<1>>, ed25519]) end,
        fun() -> crypto:verify(rsa, sha256, <<>>, foo, [1, 2]) end,
        fun() -> crypto:verify(rsa, sha256, <<>>, <<>>, [1]) end,
        fun() -> crypto:public_encrypt(rsa, <<>>, [1], []) end,
        fun() -> crypto:public_encrypt(rsa, <<>>, [3, 33], [{rsa_padding, foo}]) end,
        fun() -> crypto:private_decrypt(rsa, <<>>, [1], []) end,
        fun() -> crypto:generate_key(rsa, {100, 3}) end,
        fun() -> crypto:generate_key(eddsa, foo) end,
        fun() -> crypto:compute_key(eddh, <<1>>, <<2>>, x25519) end,
        fun() -> crypto:compute_key(ecdh, <<1>>, <<2>>, secp256r1) end,
        fun() -> crypto:generate_key(dh, [foo, 2]) end,
        fun() -> crypto:privkey_to_pubkey(ecdsa, [<<1:256>>, secp256r1]) end,
        fun() -> crypto:mod_pow(2, 3, 0) end,
        fun() -> crypto:exor(<<1>>, <<2, 3>>) end,
        fun() -> crypto:hash_equals(<<1>>, <<2, 3>>) end,
        fun() -> crypto:hash_equals(<<1, 2>>, <<1, 3>>) end,
        fun() -> crypto:strong_rand_bytes(-1) end,
        fun() -> crypto:strong_rand_bytes(foo) end,

        fun() -> crypto:rand_seed(foo) end,
        fun() -> crypto:pbkdf2_hmac(md5, <<>>, <<>>, 1, 1) end,
        fun() -> crypto:pbkdf2_hmac(sha, <<>>, <<>>, 0, 1) end,
        fun() -> crypto:pbkdf2_hmac(sha, foo, <<>>, 1, 1) end,
        fun() -> crypto:enable_fips_mode(true) end,
        fun() -> crypto:info_fips() end
    ])],
    ok.

%! expect: 1: badarg hash.c "Bad digest type" #{erl_function_arg_num => 1}
%! expect: 2: error badarg
%! expect: 3: error badarg
%! expect: 4: badarg hash.c "Bad digest type" #{erl_function_arg_num => 1}
%! expect: 5: badarg hash.c "Bad state" #{erl_function_arg_num => 1}
%! expect: 6: badarg hash.c "Bad state" #{erl_function_arg_num => 1}
%! expect: 7: error badarg
%! expect: 8: error function_clause
%! expect: 9: badarg mac.c "Bad digest algorithm for HMAC" #{erl_function_arg_num => 2}
%! expect: 10: error badarg
%! expect: 11: badarg mac.c "Unknown cipher" #{erl_function_arg_num => 2}
%! expect: 12: badarg mac.c "Bad key size" #{erl_function_arg_num => 3}
%! expect: 13: badarg mac.c "Bad key length" #{erl_function_arg_num => 3}
%! expect: 14: badarg mac.c "Bad ref" #{erl_function_arg_num => 1}
%! expect: 15: badarg mac.c "Bad ref" #{erl_function_arg_num => 1}
%! expect: 16: badarg api_ng.c "Unknown cipher" #{erl_function_arg_num => 1}
%! expect: 17: badarg api_ng.c "Cipher id is not an atom" #{erl_function_arg_num => 1}
%! expect: 18: badarg api_ng.c "Bad key size" #{erl_function_arg_num => 2}
%! expect: 19: badarg api_ng.c "Bad key" #{erl_function_arg_num => 2}
%! expect: 20: badarg api_ng.c "Bad iv size" #{erl_function_arg_num => 3}
%! expect: 21: badarg api_ng.c "Bad iv type" #{erl_function_arg_num => 3}
%! expect: 22: badarg api_ng.c "expected binary as data" #{erl_function_arg_num => 4}
%! expect: 23: badarg api_ng.c "Options are not a boolean or a proper list" #{erl_function_arg_num => 5}
%! expect: 24: badarg api_ng.c "Options must be a property list!" #{erl_function_arg_num => 5}
%! expect: 25: badarg api_ng.c "The 'encrypt' option must be a boolean!" #{erl_function_arg_num => 5}
%! expect: 26: badarg api_ng.c "'encrypt' option is present more than once!" #{erl_function_arg_num => 5}
%! expect: 27: badarg api_ng.c "Bad 'padding' option value" #{erl_function_arg_num => 5}
%! expect: 28: badarg api_ng.c "The 'padding' option is present more than once!" #{erl_function_arg_num => 5}
%! expect: 29: badarg api_ng.c "Bad tag in option: bad" #{erl_function_arg_num => 5}
%! expect: 30: badarg api_ng.c "Options are not a boolean or a proper list" #{erl_function_arg_num => 5}
%! expect: 31: error api_ng.c "Can't finalize" #{erl_function_arg_num => undefined}
%! expect: 32: badarg api_ng.c "Missing arguments for this cipher" #{erl_function_arg_num => 1}
%! expect: 33: badarg api_ng.c "Bad iv size" #{erl_function_arg_num => undefined}
%! expect: 34: badarg api_ng.c "Bad State" #{erl_function_arg_num => 1}
%! expect: 35: badarg api_ng.c "Bad State" #{erl_function_arg_num => 1}
%! expect: 36: badarg api_ng.c "Bad State" #{erl_function_arg_num => 1}
%! expect: 37: error {badarg,"Not an AEAD cipher"}
%! expect: 38: badarg aead.c "Not aead cipher" #{erl_function_arg_num => 1}
%! expect: 39: badarg aead.c "Unknown cipher or invalid key size" #{erl_function_arg_num => 1}
%! expect: 40: badarg aead.c "Bad IV length" #{erl_function_arg_num => 3}
%! expect: 41: error aead.c "Can't get Tag" #{erl_function_arg_num => undefined}
%! expect: 42: badarg aead.c "Bad Tag length" #{erl_function_arg_num => 6}
%! expect: 43: badarg aead.c "non-binary text" #{erl_function_arg_num => 4}
%! expect: 44: badarg aead.c "Can't set tag" #{erl_function_arg_num => 6}
%! expect: 45: error badarg
%! expect: 46: badarg pkey.c "Bad algorithm" #{erl_function_arg_num => 1}
%! expect: 47: badarg pkey.c "Bad digest type" #{erl_function_arg_num => 2}
%! expect: 48: badarg pkey.c "Couldn't get RSA private key" #{erl_function_arg_num => 4}
%! expect: 49: badarg pkey.c "Bad binary size for the algorithm" #{erl_function_arg_num => 3}
%! expect: 50: badarg pkey.c "Expected a binary or a list" #{erl_function_arg_num => 3}
%! expect: 51: badarg pkey.c "Expected a list" #{erl_function_arg_num => 5}
%! expect: 52: badarg pkey.c "Expects only two-tuples in the list" #{erl_function_arg_num => 5}
%! expect: 53: badarg pkey.c "Bad value in option rsa_padding" #{erl_function_arg_num => 5}
%! expect: 54: badarg pkey.c "Bad value in option rsa_pss_saltlen" #{erl_function_arg_num => 5}
%! expect: 55: badarg pkey.c "Only RSA supports Options" #{erl_function_arg_num => 5}
%! expect: 56: badarg pkey.c "Couldn't get DSA private key" #{erl_function_arg_num => 4}
%! expect: 57: badarg pkey.c "Couldn't get EDDSA private key" #{erl_function_arg_num => 4}
%! expect: 58: badarg pkey.c "Expected a binary" #{erl_function_arg_num => 4}
%! expect: 59: badarg pkey.c "Couldn't get RSA public key" #{erl_function_arg_num => 5}
%! expect: 60: badarg pkey.c "Couldn't get RSA public key" #{erl_function_arg_num => 3}
%! expect: 61: badarg pkey.c "Bad padding type in option rsa_padding" #{erl_function_arg_num => 4}
%! expect: 62: badarg pkey.c "Couldn't get RSA private key" #{erl_function_arg_num => 3}
%! expect: 63: badarg rsa.c "Can't be < 256" #{erl_function_arg_num => 2}
%! expect: 64: error function_clause
%! expect: 65: badarg evp.c "Not a valid raw private key" #{erl_function_arg_num => 3}
%! expect: 66: error ecdh.c "Can't do fromdata" #{erl_function_arg_num => undefined}
%! expect: 67: badarg dh.c "Bad value of 'p'" #{erl_function_arg_num => 2}
%! expect: 68: {error,notsup}
%! expect: 69: error badarg
%! expect: 70: error badarg
%! expect: 71: error badarg
%! expect: 72: false
%! expect: 73: error badarg
%! expect: 74: error badarg
%! expect: 75: error function_clause
%! expect: 76: badarg pbkdf2_hmac.c "Not eligible digest type" #{erl_function_arg_num => 1}
%! expect: 77: badarg pbkdf2_hmac.c "Must be > 0" #{erl_function_arg_num => 4}
%! expect: 78: badarg pbkdf2_hmac.c "Not binary" #{erl_function_arg_num => 2}
%! expect: 79: false
%! expect: 80: not_supported
