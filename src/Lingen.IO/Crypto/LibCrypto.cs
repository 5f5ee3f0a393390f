// Bindings of OpenSSL 3's libcrypto: start-up, digests, macs and random numbers. Only what the module crypto needs, and only
// functions that the static library of Debian holds. Pointers to OpenSSL's own objects are nint; zero is null.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>The part of libcrypto that crypto's functions use; files by theme.</summary>
internal static unsafe partial class LibCrypto
{
    private const string Library = "libcrypto";

    public const ulong InitAddAllCiphers = 0x4;
    public const ulong InitAddAllDigests = 0x8;

    /// <summary>No openssl.cnf: a static executable could not load what it names.</summary>
    public const ulong InitNoLoadConfig = 0x80;

    /// <summary>No cleanup at exit: other threads may still be inside of the library then.</summary>
    public const ulong InitNoAtExit = 0x80000;

    [LibraryImport(Library)]
    public static partial int OPENSSL_init_crypto(ulong options, nint settings);

    [LibraryImport(Library)]
    public static partial byte* OpenSSL_version(int type);

    [LibraryImport(Library)]
    public static partial nuint OpenSSL_version_num();

    [LibraryImport(Library)]
    public static partial void ERR_clear_error();

    [LibraryImport(Library)]
    public static partial void OPENSSL_cleanse(void* data, nuint length);

    [LibraryImport(Library)]
    public static partial int CRYPTO_memcmp(byte* a, byte* b, nuint length);

    [LibraryImport(Library)]
    public static partial byte* CRYPTO_malloc(nuint length, byte* file, int line);

    [LibraryImport(Library)]
    public static partial void CRYPTO_free(void* data, byte* file, int line);

    [LibraryImport(Library)]
    public static partial nint EVP_MD_fetch(nint library, byte* name, byte* properties);

    [LibraryImport(Library)]
    public static partial nint EVP_md4();

    [LibraryImport(Library)]
    public static partial nint EVP_MD_meth_dup(nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_MD_meth_set_app_datasize(nint digest, int bytes);

    [LibraryImport(Library)]
    public static partial int EVP_add_digest(nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_MD_get_size(nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_MD_get_block_size(nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_MD_get_type(nint digest);

    [LibraryImport(Library)]
    public static partial int EVP_Digest(byte* data, nuint length, byte* output, uint* size, nint digest, nint engine);

    [LibraryImport(Library)]
    public static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_MD_CTX_copy_ex(nint target, nint source);

    [LibraryImport(Library)]
    public static partial int EVP_DigestInit_ex(nint context, nint digest, nint engine);

    [LibraryImport(Library)]
    public static partial int EVP_DigestUpdate(nint context, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_DigestFinal_ex(nint context, byte* output, uint* size);

    [LibraryImport(Library)]
    public static partial int EVP_DigestFinalXOF(nint context, byte* output, nuint length);

    [LibraryImport(Library)]
    public static partial int PKCS5_PBKDF2_HMAC(
        byte* password,
        int passwordLength,
        byte* salt,
        int saltLength,
        int iterations,
        nint digest,
        int keyLength,
        byte* output
    );

    [LibraryImport(Library)]
    public static partial nint EVP_MAC_fetch(nint library, byte* name, byte* properties);

    [LibraryImport(Library)]
    public static partial nint EVP_MAC_CTX_new(nint mac);

    [LibraryImport(Library)]
    public static partial void EVP_MAC_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_init(nint context, byte* key, nuint keyLength, CryptoParameter* parameters);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_update(nint context, byte* data, nuint length);

    [LibraryImport(Library)]
    public static partial int EVP_MAC_final(nint context, byte* output, nuint* length, nuint capacity);

    [LibraryImport(Library)]
    public static partial int RAND_bytes(byte* target, int length);

    [LibraryImport(Library)]
    public static partial void RAND_seed(byte* seed, int length);
}
