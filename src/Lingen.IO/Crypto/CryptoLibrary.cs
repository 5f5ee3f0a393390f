// Starts libcrypto. Nothing of it runs before the first call of a function of the module crypto, so a system without
// cryptography pays nothing for it.
namespace Lingen.IO;

/// <summary>The library as a whole.</summary>
internal static unsafe class CryptoLibrary
{
    private const int VersionText = 0;

    private static readonly Lazy<bool> Started = new(Start);

    /// <summary>Does the library's own initialisation once; to be called before anything else of it.</summary>
    public static void EnsureStarted() => _ = Started.Value;

    /// <summary>For example "OpenSSL 3.0.15 3 Sep 2024".</summary>
    public static string Version
    {
        get
        {
            EnsureStarted();
            return System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)LibCrypto.OpenSSL_version(VersionText)) ?? "";
        }
    }

    private static bool Start()
    {
        _ = LibCrypto.OPENSSL_init_crypto(LibCrypto.InitNoLoadConfig | LibCrypto.InitNoAtExit, 0);
        // The older algorithms are known by name to the parts of libcrypto that look for one inside of another (HMAC, CMAC).
        _ = LibCrypto.OPENSSL_init_crypto(LibCrypto.InitAddAllCiphers | LibCrypto.InitAddAllDigests, 0);
        LegacyAlgorithms.Register();
        return true;
    }
}
