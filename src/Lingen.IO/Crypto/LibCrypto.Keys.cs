// Bindings of libcrypto: asymmetric keys and what is done with them.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibCrypto
{
    public const int SelectPublicKey = 0x86;
    public const int SelectKeyPair = 0x87;

    public const int PaddingPkcs1 = 1;
    public const int PaddingNone = 3;
    public const int PaddingOaep = 4;
    public const int PaddingX931 = 5;
    public const int PaddingPss = 6;

    public const int TypeX25519 = 1034;
    public const int TypeX448 = 1035;
    public const int TypeEd25519 = 1087;
    public const int TypeEd448 = 1088;

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_CTX_new_from_name(nint library, byte* name, byte* properties);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_CTX_new_from_pkey(nint library, nint key, byte* properties);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_CTX_new_id(int type, nint engine);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_fromdata_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_fromdata(nint context, nint* key, int selection, CryptoParameter* parameters);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_keygen_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_params(nint context, CryptoParameter* parameters);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_generate(nint context, nint* key);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_bn_param(nint key, byte* name, nint* number);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_octet_string_param(nint key, byte* name, byte* target, nuint capacity, nuint* length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_utf8_string_param(nint key, byte* name, byte* target, nuint capacity, nuint* length);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, byte* key, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_raw_private_key(nint key, byte* target, nuint* length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_get_raw_public_key(nint key, byte* target, nuint* length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive_set_peer_ex(nint context, nint peer, int validate);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_derive(nint context, byte* target, nuint* length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_sign_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_sign(nint context, byte* signature, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify(nint context, byte* signature, nuint length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_encrypt_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_encrypt(nint context, byte* target, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_decrypt_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_decrypt(nint context, byte* target, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify_recover_init(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_verify_recover(nint context, byte* target, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_signature_md(nint context, nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_rsa_padding(nint context, int padding);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_rsa_pss_saltlen(nint context, int length);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_rsa_mgf1_md(nint context, nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set_rsa_oaep_md(nint context, nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_PKEY_CTX_set0_rsa_oaep_label(nint context, void* label, int length);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSignInit(nint context, nint* keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestSign(nint context, byte* signature, nuint* length, byte* data, nuint dataLength);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerifyInit(nint context, nint* keyContext, nint digest, nint engine, nint key);

    [LibraryImport(Library)]
    public static partial int EVP_DigestVerify(nint context, byte* signature, nuint length, byte* data, nuint dataLength);
}
