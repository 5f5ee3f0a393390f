// Bindings of libcrypto: ciphers.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibCrypto
{
    public const int ControlAeadSetIvLength = 0x9;
    public const int ControlAeadGetTag = 0x10;
    public const int ControlAeadSetTag = 0x11;
    public const int ControlSetRc2KeyBits = 0x3;
    public const ulong CipherFlagAead = 0x200000;

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_fetch(nint library, byte* name, byte* properties);

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_meth_dup(nint cipher);

    [LibraryImport(Library)]
    public static partial int EVP_add_cipher(nint cipher);

    [LibraryImport(Library)]
    public static partial nint EVP_rc2_cbc();

    [LibraryImport(Library)]
    public static partial nint EVP_rc4();

    [LibraryImport(Library)]
    public static partial nint EVP_des_cbc();

    [LibraryImport(Library)]
    public static partial nint EVP_des_cfb64();

    [LibraryImport(Library)]
    public static partial nint EVP_des_ecb();

    [LibraryImport(Library)]
    public static partial nint EVP_bf_cbc();

    [LibraryImport(Library)]
    public static partial nint EVP_bf_cfb64();

    [LibraryImport(Library)]
    public static partial nint EVP_bf_ofb();

    [LibraryImport(Library)]
    public static partial nint EVP_bf_ecb();

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_get_iv_length(nint cipher);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_get_key_length(nint cipher);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_get_block_size(nint cipher);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_get_type(nint cipher);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_get_mode(nint cipher);

    [LibraryImport(Library)]
    public static partial nuint EVP_CIPHER_get_flags(nint cipher);

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_CTX_new();

    [LibraryImport(Library)]
    public static partial void EVP_CIPHER_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_ctrl(nint context, int type, int argument, void* pointer);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_set_key_length(nint context, int length);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_get_key_length(nint context);

    [LibraryImport(Library)]
    public static partial nint EVP_CIPHER_CTX_get0_cipher(nint context);

    [LibraryImport(Library)]
    public static partial int EVP_CIPHER_CTX_set_padding(nint context, int padding);

    [LibraryImport(Library)]
    public static partial int EVP_CipherInit_ex(nint context, nint cipher, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(Library)]
    public static partial int EVP_CipherUpdate(nint context, byte* output, int* outputLength, byte* input, int inputLength);

    [LibraryImport(Library)]
    public static partial int EVP_CipherFinal_ex(nint context, byte* output, int* outputLength);
}
