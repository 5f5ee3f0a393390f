// The digests that crypto knows, by their Erlang names.
namespace Lingen.IO;

/// <summary>One digest.</summary>
internal sealed unsafe class DigestType(string name, string libraryName, bool derivesKeys = false)
{
    private readonly Lazy<nint> method = new(() => Fetch(libraryName));

    public Term Name { get; } = Term.Atom(name);

    /// <summary>Allowed in pbkdf2_hmac/5.</summary>
    public bool DerivesKeys { get; } = derivesKeys;

    /// <summary>The library's name, a C string.</summary>
    public byte* LibraryName { get; } = CryptoNames.Permanent(libraryName);

    /// <summary>The library's method; zero if it does not have the digest.</summary>
    public nint Method => method.Value;

    private static nint Fetch(string libraryName)
    {
        CryptoLibrary.EnsureStarted();
        if (libraryName == "MD4")
        {
            return LegacyAlgorithms.Md4;
        }
        byte* text = CryptoNames.Permanent(libraryName);
        nint found = LibCrypto.EVP_MD_fetch(0, text, null);
        LibCrypto.ERR_clear_error();
        return found;
    }
}

/// <summary>The table of digests.</summary>
internal static class Digests
{
    /// <summary>Bytes of the longest digest.</summary>
    public const int MaxBytes = 64;

    /// <summary>All of them, in the order of crypto:supports(hashs) from its end.</summary>
    public static readonly DigestType[] All =
    [
        new("md4", "MD4"),
        new("md5", "MD5"),
        new("ripemd160", "RIPEMD160"),
        new("sha", "SHA1", derivesKeys: true),
        new("sha224", "SHA2-224", derivesKeys: true),
        new("sha256", "SHA2-256", derivesKeys: true),
        new("sha384", "SHA2-384", derivesKeys: true),
        new("sha512", "SHA2-512", derivesKeys: true),
        new("sha3_224", "SHA3-224"),
        new("sha3_256", "SHA3-256"),
        new("sha3_384", "SHA3-384"),
        new("sha3_512", "SHA3-512"),
        new("shake128", "SHAKE-128"),
        new("shake256", "SHAKE-256"),
        new("sm3", "SM3"),
        new("blake2b", "BLAKE2b512"),
        new("blake2s", "BLAKE2s256"),
    ];

    /// <summary>The digest of a name; null if there is none.</summary>
    public static DigestType? Find(Term name)
    {
        foreach (DigestType digest in All)
        {
            if (digest.Name == name)
            {
                return digest;
            }
        }
        return null;
    }
}
