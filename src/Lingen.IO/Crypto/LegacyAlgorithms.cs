// MD4, DES, Blowfish, RC2 and RC4. OpenSSL 3 keeps them in a provider of its own, a shared library that a static executable
// cannot load. Their code is in libcrypto all the same, behind the older interface for algorithms that a program brings
// itself; a duplicate of such a method counts as one of those and works everywhere a fetched algorithm does.
namespace Lingen.IO;

/// <summary>Methods for the algorithms that no provider has.</summary>
internal static unsafe class LegacyAlgorithms
{
    /// <summary>OpenSSL's MD4_CTX: four words of state, two of length, a block of sixteen, and a count.</summary>
    private const int Md4StateBytes = (4 + 2 + 16 + 1) * sizeof(uint);

    private static readonly Dictionary<string, nint> Ciphers = [];

    /// <summary>The digest MD4.</summary>
    public static nint Md4 { get; private set; }

    /// <summary>Makes the methods and tells libcrypto their names. Called once.</summary>
    public static void Register()
    {
        // The method that libcrypto holds for looking things up does not say how large its state is.
        Md4 = LibCrypto.EVP_MD_meth_dup(LibCrypto.EVP_md4());
        _ = LibCrypto.EVP_MD_meth_set_app_datasize(Md4, Md4StateBytes);
        _ = LibCrypto.EVP_add_digest(Md4);
        Add("rc2-cbc", LibCrypto.EVP_rc2_cbc());
        Add("rc4", LibCrypto.EVP_rc4());
        Add("des-cbc", LibCrypto.EVP_des_cbc());
        Add("des-cfb", LibCrypto.EVP_des_cfb64());
        Add("des-ecb", LibCrypto.EVP_des_ecb());
        Add("BF-CBC", LibCrypto.EVP_bf_cbc());
        Add("BF-CFB", LibCrypto.EVP_bf_cfb64());
        Add("BF-OFB", LibCrypto.EVP_bf_ofb());
        Add("BF-ECB", LibCrypto.EVP_bf_ecb());
    }

    /// <summary>The cipher of this OpenSSL name; zero if it is not one of these.</summary>
    public static nint Cipher(string name) => Ciphers.GetValueOrDefault(name);

    private static void Add(string name, nint method)
    {
        nint own = LibCrypto.EVP_CIPHER_meth_dup(method);
        _ = LibCrypto.EVP_add_cipher(own);
        Ciphers.Add(name, own);
    }
}
