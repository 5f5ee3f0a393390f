// crypto's new keys for RSA and Diffie-Hellman, and the secret that two Diffie-Hellman keys share.
namespace Lingen.IO;

/// <summary>The functions rsa_generate_key_nif and dh_* of crypto.</summary>
public static unsafe class KeyGenerationBifs
{
    private const string RsaFile = "rsa.c";
    private const string DhFile = "dh.c";
    private const int SmallestRsaBits = 256;

    /// <summary>[E, N, D, P1, P2, E1, E2, C]. Always on a dirty thread: looking for primes takes long.</summary>
    [Bif("crypto", "rsa_generate_key_nif", Dirty = true)]
    public static Term GenerateRsa(ref BifContext context, Term size, Term exponent)
    {
        if (!HostNumbers.TryUInt32(size, out uint bits))
        {
            return CryptoFailure.BadArg(ref context, RsaFile, 0, "Can't get unsigned int");
        }
        if (bits < SmallestRsaBits)
        {
            return CryptoFailure.BadArg(ref context, RsaFile, 0, "Can't be < 256");
        }
        CryptoLibrary.EnsureStarted();
        var parameters = new ParameterList();
        nint maker = 0;
        nint key = 0;
        try
        {
            if (!parameters.TryNumber("e"u8, exponent))
            {
                return CryptoFailure.BadArg(ref context, RsaFile, 1, "Can't get binary public exponent");
            }
            parameters.Number("bits"u8, bits);
            maker = LibCrypto.EVP_PKEY_CTX_new_from_name(0, CryptoNames.Literal("RSA"u8), null);
            if (LibCrypto.EVP_PKEY_keygen_init(maker) != 1)
            {
                return CryptoFailure.Error(ref context, RsaFile, "Can't init RSA generation");
            }
            if (LibCrypto.EVP_PKEY_CTX_set_params(maker, parameters.Items) != 1)
            {
                return CryptoFailure.Error(ref context, RsaFile, "Can't set params");
            }
            if (LibCrypto.EVP_PKEY_generate(maker, &key) != 1)
            {
                return CryptoFailure.Error(ref context, RsaFile, "Can't generate RSA key-pair");
            }
            TermHeap* heap = context.Heap;
            return Cons.FromSpan(
                heap,
                [
                    KeyReader.Number(heap, key, "e"u8),
                    KeyReader.Number(heap, key, "n"u8),
                    KeyReader.Number(heap, key, "d"u8),
                    KeyReader.Number(heap, key, "rsa-factor1"u8),
                    KeyReader.Number(heap, key, "rsa-factor2"u8),
                    KeyReader.Number(heap, key, "rsa-exponent1"u8),
                    KeyReader.Number(heap, key, "rsa-exponent2"u8),
                    KeyReader.Number(heap, key, "rsa-coefficient1"u8),
                ]
            );
        }
        finally
        {
            parameters.Dispose();
            LibCrypto.EVP_PKEY_CTX_free(maker);
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    /// <summary>{Public, Private} in the group [P, G]. The third argument is a relic, the fourth the length of the private key in bits.</summary>
    [Bif("crypto", "dh_generate_key_nif")]
    public static Term GenerateDh(ref BifContext context, Term privateKey, Term group, Term relic, Term length)
    {
        CryptoLibrary.EnsureStarted();
        var parameters = new ParameterList();
        nint maker = 0;
        nint template = 0;
        nint key = 0;
        try
        {
            if (privateKey != Atoms.Undefined && !parameters.TryNumber("priv"u8, privateKey))
            {
                return CryptoFailure.BadArg(ref context, DhFile, 0, "PrivKeyIn");
            }
            if (!TryGroup(ref context, group, 1, ref parameters))
            {
                return Term.None;
            }
            if (!HostNumbers.TryInt64(length, out long bits) || bits < 0)
            {
                return CryptoFailure.BadArg(ref context, DhFile, 3, "Bad value of length element");
            }
            if (bits > 0)
            {
                parameters.Number("priv_len"u8, (ulong)bits);
            }
            template = KeyReader.FromParameters("DH"u8, LibCrypto.SelectKeyPair, parameters);
            if (template == 0)
            {
                return CryptoFailure.Error(ref context, DhFile, "Can't do fromdata");
            }
            maker = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, template, null);
            if (LibCrypto.EVP_PKEY_keygen_init(maker) != 1)
            {
                return CryptoFailure.Error(ref context, DhFile, "Can't init DH generation");
            }
            if (LibCrypto.EVP_PKEY_CTX_set_params(maker, parameters.Items) != 1)
            {
                return CryptoFailure.Error(ref context, DhFile, "Can't set params");
            }
            if (LibCrypto.EVP_PKEY_generate(maker, &key) != 1)
            {
                return CryptoFailure.Error(ref context, DhFile, "Can't generate DH key pair");
            }
            TermHeap* heap = context.Heap;
            return Tuple.Create(heap, KeyReader.Number(heap, key, "pub"u8), KeyReader.Number(heap, key, "priv"u8));
        }
        finally
        {
            parameters.Dispose();
            LibCrypto.EVP_PKEY_CTX_free(maker);
            LibCrypto.EVP_PKEY_free(template);
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    /// <summary>The secret of another's public key and an own private key in the group [P, G].</summary>
    [Bif("crypto", "dh_compute_key_nif")]
    public static Term ComputeDh(ref BifContext context, Term othersPublic, Term ownPrivate, Term group)
    {
        CryptoLibrary.EnsureStarted();
        var parameters = new ParameterList();
        nint peer = 0;
        nint own = 0;
        try
        {
            if (!parameters.TryNumber("pub"u8, othersPublic))
            {
                return CryptoFailure.BadArg(ref context, DhFile, 0, "Bad peer public key; binary expected");
            }
            if (!TryGroup(ref context, group, 2, ref parameters))
            {
                return Term.None;
            }
            peer = KeyReader.FromParameters("DH"u8, LibCrypto.SelectKeyPair, parameters);
            if (peer == 0)
            {
                return CryptoFailure.Error(ref context, DhFile, "Can't do fromdata");
            }
            if (!parameters.TryReplace(0, "priv"u8, ownPrivate))
            {
                return CryptoFailure.BadArg(ref context, DhFile, 0, "Bad peer public key; binary expected");
            }
            own = KeyReader.FromParameters("DH"u8, LibCrypto.SelectKeyPair, parameters);
            return own == 0
                ? CryptoFailure.Error(ref context, DhFile, "Can't do fromdata")
                : SharedSecret.Derive(ref context, DhFile, own, peer, validatePeer: true);
        }
        finally
        {
            parameters.Dispose();
            LibCrypto.EVP_PKEY_free(peer);
            LibCrypto.EVP_PKEY_free(own);
        }
    }

    private static bool TryGroup(ref BifContext context, Term group, int argument, ref ParameterList parameters)
    {
        string problem =
            !parameters.TryNextNumber("p"u8, ref group) ? "Bad value of 'p'"
            : !parameters.TryNextNumber("g"u8, ref group) ? "Bad value of 'g'"
            : !group.IsNil ? "Not a two-element list"
            : "";
        if (problem.Length > 0)
        {
            CryptoFailure.BadArg(ref context, DhFile, argument, problem);
        }
        return problem.Length == 0;
    }
}

/// <summary>The last step of every key agreement.</summary>
internal static unsafe class SharedSecret
{
    /// <summary>The secret of an own private and another's public key of the same kind.</summary>
    public static Term Derive(ref BifContext context, string file, nint own, nint peer, bool validatePeer)
    {
        nint agreement = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, own, null);
        try
        {
            if (LibCrypto.EVP_PKEY_derive_init(agreement) <= 0)
            {
                return CryptoFailure.Error(ref context, file, "Can't EVP_PKEY_derive_init");
            }
            if (LibCrypto.EVP_PKEY_derive_set_peer_ex(agreement, peer, validatePeer ? 1 : 0) <= 0)
            {
                return CryptoFailure.Error(ref context, file, "Can't derive secret or set peer");
            }
            nuint length = 0;
            if (LibCrypto.EVP_PKEY_derive(agreement, null, &length) <= 0)
            {
                return CryptoFailure.Error(ref context, file, "Can't get result size");
            }
            using var output = new OutputBytes((long)length);
            return LibCrypto.EVP_PKEY_derive(agreement, output.Start, &length) > 0
                ? output.ToBinary(context.Heap, (long)length)
                : CryptoFailure.Error(ref context, file, "Can't get result");
        }
        finally
        {
            LibCrypto.EVP_PKEY_CTX_free(agreement);
        }
    }
}
