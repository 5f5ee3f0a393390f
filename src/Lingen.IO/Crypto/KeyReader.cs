// Asymmetric keys as crypto's functions are given them: lists of numbers for RSA and DSA, a curve and a key for elliptic
// curves, bytes and a name for the Edwards curves.
namespace Lingen.IO;

/// <summary>Makes keys of libcrypto from terms.</summary>
internal static unsafe class KeyReader
{
    private const string File = "pkey.c";

    /// <summary>Whether an algorithm is one of those that sign; else an exception is set.</summary>
    public static bool IsAlgorithm(ref BifContext context, int argument, Term algorithm)
    {
        if (algorithm == Atoms.Rsa || algorithm == Atoms.Dss || algorithm == Atoms.Ecdsa || algorithm == Atoms.Eddsa)
        {
            return true;
        }
        CryptoFailure.BadArg(ref context, File, argument, "Bad algorithm");
        return false;
    }

    /// <summary>A key to be freed by the caller; zero if an exception is set.</summary>
    public static nint Read(ref BifContext context, Term algorithm, Term key, int argument, bool isPrivate)
    {
        if (key.IsMap)
        {
            CryptoFailure.BadArg(ref context, File, argument, "No engine support");
            return 0;
        }
        CryptoLibrary.EnsureStarted();
        nint result;
        string name;
        switch (algorithm.Bits)
        {
            case AtomBits.Rsa:
                result = isPrivate ? RsaPrivate(key) : RsaPublic(key);
                name = "RSA";
                break;
            case AtomBits.Dss:
                result = Dsa(key, isPrivate);
                name = "DSA";
                break;
            case AtomBits.Ecdsa:
                result = CurveKeys.Read(key, isPrivate);
                name = "ECDSA";
                break;
            default:
                result = Edwards(key, isPrivate);
                name = "EDDSA";
                break;
        }
        if (result == 0)
        {
            CryptoFailure.BadArg(ref context, File, argument, $"Couldn't get {name} {(isPrivate ? "private" : "public")} key");
        }
        return result;
    }

    /// <summary>[E, N, D] or [E, N, D, P1, P2, E1, E2, C].</summary>
    private static nint RsaPrivate(Term list)
    {
        var parameters = new ParameterList();
        try
        {
            if (
                !parameters.TryNextNumber("e"u8, ref list)
                || !parameters.TryNextNumber("n"u8, ref list)
                || !parameters.TryNextNumber("d"u8, ref list)
            )
            {
                return 0;
            }
            if (
                !list.IsNil
                && !(
                    parameters.TryNextNumber("rsa-factor1"u8, ref list)
                    && parameters.TryNextNumber("rsa-factor2"u8, ref list)
                    && parameters.TryNextNumber("rsa-exponent1"u8, ref list)
                    && parameters.TryNextNumber("rsa-exponent2"u8, ref list)
                    && parameters.TryNextNumber("rsa-coefficient1"u8, ref list)
                    && list.IsNil
                )
            )
            {
                return 0;
            }
            return FromParameters("RSA"u8, LibCrypto.SelectKeyPair, parameters);
        }
        finally
        {
            parameters.Dispose();
        }
    }

    /// <summary>[E, N].</summary>
    private static nint RsaPublic(Term list)
    {
        var parameters = new ParameterList();
        try
        {
            return parameters.TryNextNumber("e"u8, ref list) && parameters.TryNextNumber("n"u8, ref list) && list.IsNil
                ? FromParameters("RSA"u8, LibCrypto.SelectPublicKey, parameters)
                : 0;
        }
        finally
        {
            parameters.Dispose();
        }
    }

    /// <summary>[P, Q, G, Key].</summary>
    private static nint Dsa(Term list, bool isPrivate)
    {
        var parameters = new ParameterList();
        try
        {
            return
                parameters.TryNextNumber("p"u8, ref list)
                && parameters.TryNextNumber("q"u8, ref list)
                && parameters.TryNextNumber("g"u8, ref list)
                && parameters.TryNextNumber(isPrivate ? "priv"u8 : "pub"u8, ref list)
                && list.IsNil
                ? FromParameters("DSA"u8, isPrivate ? LibCrypto.SelectKeyPair : LibCrypto.SelectPublicKey, parameters)
                : 0;
        }
        finally
        {
            parameters.Dispose();
        }
    }

    /// <summary>[Key, ed25519 | ed448].</summary>
    private static nint Edwards(Term list, bool isPrivate)
    {
        if (!list.IsCons || !list.Tail.IsCons || !list.Tail.Tail.IsNil)
        {
            return 0;
        }
        int type = list.Tail.Head.Bits switch
        {
            AtomBits.Ed25519 => LibCrypto.TypeEd25519,
            AtomBits.Ed448 => LibCrypto.TypeEd448,
            _ => 0,
        };
        return type == 0 ? 0 : Raw(type, list.Head, isPrivate);
    }

    /// <summary>A key that is a run of bytes; zero if it is none for this type.</summary>
    public static nint Raw(int type, Term binary, bool isPrivate)
    {
        if (!InputBytes.TryBinary(binary, out InputBytes bytes))
        {
            return 0;
        }
        using (bytes)
        {
            CryptoLibrary.EnsureStarted();
            return isPrivate
                ? LibCrypto.EVP_PKEY_new_raw_private_key(type, 0, bytes.Start, (nuint)bytes.Length)
                : LibCrypto.EVP_PKEY_new_raw_public_key(type, 0, bytes.Start, (nuint)bytes.Length);
        }
    }

    /// <summary>A key from its parameters; zero if libcrypto refuses them.</summary>
    public static nint FromParameters(ReadOnlySpan<byte> type, int selection, in ParameterList parameters)
    {
        nint maker = LibCrypto.EVP_PKEY_CTX_new_from_name(0, CryptoNames.Literal(type), null);
        if (maker == 0)
        {
            return 0;
        }
        nint key = 0;
        bool made =
            LibCrypto.EVP_PKEY_fromdata_init(maker) > 0
            && LibCrypto.EVP_PKEY_fromdata(maker, &key, selection, parameters.Items) > 0;
        LibCrypto.EVP_PKEY_CTX_free(maker);
        if (!made && key != 0)
        {
            LibCrypto.EVP_PKEY_free(key);
            key = 0;
        }
        return key;
    }

    /// <summary>A number of a key as a binary; none if the key has no such number.</summary>
    public static Term Number(TermHeap* heap, nint key, ReadOnlySpan<byte> name)
    {
        nint pointer = 0;
        if (LibCrypto.EVP_PKEY_get_bn_param(key, CryptoNames.Literal(name), &pointer) != 1)
        {
            return Term.None;
        }
        using CryptoNumber number = CryptoNumber.Take(pointer);
        return number.ToBinary(heap);
    }
}
