// The ciphers that crypto knows, by their Erlang names.
namespace Lingen.IO;

internal enum CipherKind
{
    Plain,

    /// <summary>With authentication: GCM, ChaCha20-Poly1305.</summary>
    Authenticated,

    /// <summary>With authentication, and the length of the text is needed first.</summary>
    Ccm,
}

/// <summary>One cipher.</summary>
internal sealed unsafe class CipherType(string name, string libraryName, int keyBytes, CipherKind kind = CipherKind.Plain)
{
    private readonly Lazy<nint> method = new(() => Fetch(libraryName));

    public Term Name { get; } = Term.Atom(name);

    /// <summary>Length of the key; 0 if it varies or the library checks it.</summary>
    public int KeyBytes { get; } = keyBytes;
    public CipherKind Kind { get; } = kind;
    public bool IsRc2 { get; } = libraryName == "rc2-cbc";

    /// <summary>The library's name, a C string.</summary>
    public byte* LibraryName { get; } = CryptoNames.Permanent(libraryName);

    /// <summary>The library's method; zero if it does not have the cipher.</summary>
    public nint Method => method.Value;

    public bool Takes(long keyLength) => KeyBytes == 0 || KeyBytes == keyLength;

    private static nint Fetch(string libraryName)
    {
        CryptoLibrary.EnsureStarted();
        nint legacy = LegacyAlgorithms.Cipher(libraryName);
        if (legacy != 0)
        {
            return legacy;
        }
        nint found = LibCrypto.EVP_CIPHER_fetch(0, CryptoNames.Permanent(libraryName), null);
        LibCrypto.ERR_clear_error();
        return found;
    }
}

/// <summary>The table of ciphers.</summary>
internal static class Ciphers
{
    public static readonly CipherType[] All =
    [
        new("rc2_cbc", "rc2-cbc", 0),
        new("rc4", "rc4", 0),
        new("des_cbc", "des-cbc", 0),
        new("des_cfb", "des-cfb", 0),
        new("des_ecb", "des-ecb", 0),
        new("des_ede3_cbc", "des-ede3-cbc", 0),
        new("des_ede3_cfb", "des-ede3-cfb", 0),
        new("blowfish_cbc", "BF-CBC", 0),
        new("blowfish_cfb64", "BF-CFB", 0),
        new("blowfish_ofb64", "BF-OFB", 0),
        new("blowfish_ecb", "BF-ECB", 0),
        new("sm4_cbc", "sm4-cbc", 16),
        new("sm4_ecb", "sm4-ecb", 16),
        new("sm4_cfb", "sm4-cfb", 16),
        new("sm4_ofb", "sm4-ofb", 16),
        new("sm4_ctr", "sm4-ctr", 16),
        new("aes_128_cbc", "aes-128-cbc", 16),
        new("aes_192_cbc", "aes-192-cbc", 24),
        new("aes_256_cbc", "aes-256-cbc", 32),
        new("aes_128_ofb", "aes-128-ofb", 16),
        new("aes_192_ofb", "aes-192-ofb", 24),
        new("aes_256_ofb", "aes-256-ofb", 32),
        new("aes_128_cfb8", "aes-128-cfb8", 16),
        new("aes_192_cfb8", "aes-192-cfb8", 24),
        new("aes_256_cfb8", "aes-256-cfb8", 32),
        new("aes_128_cfb128", "aes-128-cfb", 16),
        new("aes_192_cfb128", "aes-192-cfb", 24),
        new("aes_256_cfb128", "aes-256-cfb", 32),
        new("aes_128_ecb", "aes-128-ecb", 16),
        new("aes_192_ecb", "aes-192-ecb", 24),
        new("aes_256_ecb", "aes-256-ecb", 32),
        new("aes_128_ctr", "aes-128-ctr", 16),
        new("aes_192_ctr", "aes-192-ctr", 24),
        new("aes_256_ctr", "aes-256-ctr", 32),
        new("chacha20", "chacha20", 32),
        new("chacha20_poly1305", "chacha20-poly1305", 0, CipherKind.Authenticated),
        new("sm4_gcm", "sm4-gcm", 16, CipherKind.Authenticated),
        new("sm4_ccm", "sm4-ccm", 16, CipherKind.Ccm),
        new("aes_128_gcm", "aes-128-gcm", 16, CipherKind.Authenticated),
        new("aes_192_gcm", "aes-192-gcm", 24, CipherKind.Authenticated),
        new("aes_256_gcm", "aes-256-gcm", 32, CipherKind.Authenticated),
        new("aes_128_ccm", "aes-128-ccm", 16, CipherKind.Ccm),
        new("aes_192_ccm", "aes-192-ccm", 24, CipherKind.Ccm),
        new("aes_256_ccm", "aes-256-ccm", 32, CipherKind.Ccm),
    ];

    /// <summary>The cipher of a name; null if there is none.</summary>
    public static CipherType? Find(Term name)
    {
        foreach (CipherType cipher in All)
        {
            if (cipher.Name == name)
            {
                return cipher;
            }
        }
        return null;
    }
}
