// crypto's signatures: RSA in all its forms, DSA, ECDSA, EdDSA.
namespace Lingen.IO;

/// <summary>The functions pkey_sign_nif and pkey_verify_nif of crypto.</summary>
public static unsafe class SignBifs
{
    private const string File = "pkey.c";
    private const int AlgorithmArgument = 0;
    private const int TypeArgument = 1;
    private const int DataArgument = 2;

    /// <summary>Salt as long as the digest, which is libcrypto's own choice.</summary>
    private const int DefaultSaltLength = -2;

    private struct Options
    {
        public nint MgfDigest;
        public int Padding;
        public int SaltLength;
    }

    [Bif("crypto", "pkey_sign_nif")]
    public static Term Sign(ref BifContext context, Term algorithm, Term type, Term data, Term key, Term options)
    {
        if (key.IsMap)
        {
            return CryptoFailure.BadArg(ref context, File, 3, "No engine support");
        }
        byte* digest = stackalloc byte[Digests.MaxBytes];
        if (!TrySigned(ref context, algorithm, type, data, digest, out nint method, out InputBytes signed))
        {
            return Term.None;
        }
        using (signed)
        {
            if (!TryOptions(ref context, algorithm, options, 4, method, out Options chosen))
            {
                return Term.None;
            }
            nint pkey = KeyReader.Read(ref context, algorithm, key, 3, isPrivate: true);
            if (pkey == 0)
            {
                return Term.None;
            }
            try
            {
                return algorithm == Atoms.Eddsa
                    ? SignEdwards(ref context, pkey, signed)
                    : Sign(ref context, algorithm, pkey, method, chosen, signed);
            }
            finally
            {
                LibCrypto.EVP_PKEY_free(pkey);
            }
        }
    }

    private static Term Sign(
        ref BifContext context,
        Term algorithm,
        nint key,
        nint method,
        in Options options,
        in InputBytes signed
    )
    {
        nint signer = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, key, null);
        try
        {
            if (LibCrypto.EVP_PKEY_sign_init(signer) != 1)
            {
                return CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_sign_init");
            }
            if (!TryPrepare(ref context, signer, algorithm, method, options, 4))
            {
                return Term.None;
            }
            nuint length = 0;
            if (LibCrypto.EVP_PKEY_sign(signer, null, &length, signed.Start, (nuint)signed.Length) != 1)
            {
                return CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_sign");
            }
            using var signature = new OutputBytes((long)length);
            return LibCrypto.EVP_PKEY_sign(signer, signature.Start, &length, signed.Start, (nuint)signed.Length) == 1
                ? signature.ToBinary(context.Heap, (long)length)
                : CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_sign");
        }
        finally
        {
            LibCrypto.EVP_PKEY_CTX_free(signer);
        }
    }

    private static Term SignEdwards(ref BifContext context, nint key, in InputBytes signed)
    {
        nint signer = LibCrypto.EVP_MD_CTX_new();
        try
        {
            nuint length = 0;
            if (
                LibCrypto.EVP_DigestSignInit(signer, null, 0, 0, key) != 1
                || LibCrypto.EVP_DigestSign(signer, null, &length, signed.Start, (nuint)signed.Length) != 1
            )
            {
                return CryptoFailure.Error(ref context, File, "Can't EVP_DigestSignInit");
            }
            using var signature = new OutputBytes((long)length);
            return LibCrypto.EVP_DigestSign(signer, signature.Start, &length, signed.Start, (nuint)signed.Length) == 1
                ? signature.ToBinary(context.Heap, (long)length)
                : CryptoFailure.Error(ref context, File, "Can't EVP_DigestSign");
        }
        finally
        {
            LibCrypto.EVP_MD_CTX_free(signer);
        }
    }

    [Bif("crypto", "pkey_verify_nif")]
    public static Term Verify(
        ref BifContext context,
        Term algorithm,
        Term type,
        Term data,
        Term signature,
        Term key,
        Term options
    )
    {
        byte* digest = stackalloc byte[Digests.MaxBytes];
        if (!TrySigned(ref context, algorithm, type, data, digest, out nint method, out InputBytes signed))
        {
            return Term.None;
        }
        using (signed)
        {
            if (!TryOptions(ref context, algorithm, options, 5, method, out Options chosen))
            {
                return Term.None;
            }
            if (!InputBytes.TryBinary(signature, out InputBytes signatureBytes))
            {
                return CryptoFailure.BadArg(ref context, File, 3, "Expected a binary");
            }
            using (signatureBytes)
            {
                nint pkey = KeyReader.Read(ref context, algorithm, key, 4, isPrivate: false);
                if (pkey == 0)
                {
                    return Term.None;
                }
                try
                {
                    return algorithm == Atoms.Eddsa
                        ? VerifyEdwards(ref context, pkey, signatureBytes, signed)
                        : Verify(ref context, algorithm, pkey, method, chosen, signatureBytes, signed);
                }
                finally
                {
                    LibCrypto.EVP_PKEY_free(pkey);
                }
            }
        }
    }

    private static Term Verify(
        ref BifContext context,
        Term algorithm,
        nint key,
        nint method,
        in Options options,
        in InputBytes signature,
        in InputBytes signed
    )
    {
        nint verifier = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, key, null);
        try
        {
            if (LibCrypto.EVP_PKEY_verify_init(verifier) != 1)
            {
                return CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_sign_init");
            }
            if (!TryPrepare(ref context, verifier, algorithm, method, options, 5))
            {
                return Term.None;
            }
            int result = LibCrypto.EVP_PKEY_verify(
                verifier,
                signature.Start,
                (nuint)signature.Length,
                signed.Start,
                (nuint)signed.Length
            );
            LibCrypto.ERR_clear_error();
            return Term.Boolean(result == 1);
        }
        finally
        {
            LibCrypto.EVP_PKEY_CTX_free(verifier);
        }
    }

    private static Term VerifyEdwards(ref BifContext context, nint key, in InputBytes signature, in InputBytes signed)
    {
        nint verifier = LibCrypto.EVP_MD_CTX_new();
        try
        {
            if (LibCrypto.EVP_DigestVerifyInit(verifier, null, 0, 0, key) != 1)
            {
                return CryptoFailure.Error(ref context, File, "Can't EVP_DigestVerifyInit");
            }
            int result = LibCrypto.EVP_DigestVerify(
                verifier,
                signature.Start,
                (nuint)signature.Length,
                signed.Start,
                (nuint)signed.Length
            );
            LibCrypto.ERR_clear_error();
            return Term.Boolean(result == 1);
        }
        finally
        {
            LibCrypto.EVP_MD_CTX_free(verifier);
        }
    }

    private static bool TryPrepare(
        ref BifContext context,
        nint operation,
        Term algorithm,
        nint method,
        in Options options,
        int optionsArgument
    )
    {
        if (method != 0 && LibCrypto.EVP_PKEY_CTX_set_signature_md(operation, method) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_CTX_set_signature_md");
            return false;
        }
        if (algorithm != Atoms.Rsa)
        {
            return true;
        }
        if (LibCrypto.EVP_PKEY_CTX_set_rsa_padding(operation, options.Padding) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_CTX_set_rsa_padding");
            return false;
        }
        if (options.Padding != LibCrypto.PaddingPss)
        {
            return true;
        }
        if (options.MgfDigest != 0 && LibCrypto.EVP_PKEY_CTX_set_rsa_mgf1_md(operation, options.MgfDigest) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't EVP_PKEY_CTX_set_rsa_mgf1_md");
            return false;
        }
        if (
            options.SaltLength > DefaultSaltLength
            && LibCrypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(operation, options.SaltLength) != 1
        )
        {
            CryptoFailure.BadArg(ref context, File, optionsArgument, "Bad rsa_pss_saltlen");
            return false;
        }
        return true;
    }

    /// <summary>The bytes that are signed: {digest, Bytes}, or the digest of the data, written to a buffer, or the data itself.</summary>
    private static bool TrySigned(
        ref BifContext context,
        Term algorithm,
        Term type,
        Term data,
        byte* digest,
        out nint method,
        out InputBytes signed
    )
    {
        signed = default;
        method = 0;
        if (
            !KeyReader.IsAlgorithm(ref context, AlgorithmArgument, algorithm)
            || !TryDigest(ref context, algorithm, TypeArgument, type, out method)
        )
        {
            return false;
        }
        if (data.IsTuple)
        {
            var tuple = new Tuple(data);
            bool isDigest = tuple.Arity == 2 && tuple[0] == Atoms.Digest && InputBytes.TryIoData(tuple[1], out signed);
            if (!isDigest)
            {
                CryptoFailure.BadArg(ref context, File, DataArgument, "Bad list");
                return false;
            }
            if (method == 0 || signed.Length == LibCrypto.EVP_MD_get_size(method))
            {
                return true;
            }
            signed.Dispose();
            CryptoFailure.BadArg(ref context, File, DataArgument, "Bad binary size for the algorithm");
            return false;
        }
        if (!InputBytes.TryIoData(data, out signed))
        {
            CryptoFailure.BadArg(ref context, File, DataArgument, "Expected a binary or a list");
            return false;
        }
        signed.Charge(ref context);
        if (method == 0)
        {
            return true;
        }
        uint size = 0;
        int result = LibCrypto.EVP_Digest(signed.Start, (nuint)signed.Length, digest, &size, method, 0);
        signed.Dispose();
        signed = InputBytes.Borrow(digest, size);
        if (result != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't create EVP_DigestInit_ex");
        }
        return result == 1;
    }

    /// <summary>The digest of a name; zero is none, for RSA with the digest none and for EdDSA, which has its own.</summary>
    internal static bool TryDigest(ref BifContext context, Term algorithm, int argument, Term type, out nint method)
    {
        method = 0;
        if ((type == Atoms.None && algorithm == Atoms.Rsa) || algorithm == Atoms.Eddsa)
        {
            return true;
        }
        DigestType? digest = Digests.Find(type);
        if (digest == null || digest.Method == 0)
        {
            CryptoFailure.BadArg(ref context, File, argument, digest == null ? "Bad digest type" : "Digest type not supported");
            return false;
        }
        method = digest.Method;
        return true;
    }

    private static bool TryOptions(
        ref BifContext context,
        Term algorithm,
        Term list,
        int argument,
        nint method,
        out Options options
    )
    {
        options = new Options { Padding = LibCrypto.PaddingPkcs1, SaltLength = DefaultSaltLength };
        if (!list.IsList)
        {
            return Refuse(ref context, argument, "Expected a list");
        }
        if (!list.IsNil && algorithm != Atoms.Rsa)
        {
            return Refuse(ref context, argument, "Only RSA supports Options");
        }
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsTuple || new Tuple(list.Head).Arity != 2)
            {
                return Refuse(ref context, argument, "Expects only two-tuples in the list");
            }
            Term value = new Tuple(list.Head)[1];
            switch (new Tuple(list.Head)[0].Bits)
            {
                case AtomBits.RsaMgf1Md:
                    if (!value.IsAtom)
                    {
                        return Refuse(ref context, argument, "Atom expected as argument to option rsa_mgf1_md");
                    }
                    if (!TryDigest(ref context, algorithm, argument, value, out options.MgfDigest))
                    {
                        return false;
                    }
                    break;
                case AtomBits.RsaPadding:
                    options.Padding = Padding(value);
                    if (options.Padding == 0)
                    {
                        return Refuse(ref context, argument, "Bad value in option rsa_padding");
                    }
                    if (options.Padding == LibCrypto.PaddingPss && options.MgfDigest == 0)
                    {
                        options.MgfDigest = method;
                    }
                    break;
                case AtomBits.RsaPssSaltlen:
                    if (!HostNumbers.TryInt32(value, out options.SaltLength) || options.SaltLength < DefaultSaltLength)
                    {
                        return Refuse(ref context, argument, "Bad value in option rsa_pss_saltlen");
                    }
                    break;
                default:
                    return Refuse(ref context, argument, "Bad option");
            }
        }
        return true;
    }

    private static int Padding(Term name) =>
        name.Bits switch
        {
            AtomBits.RsaPkcs1Padding => LibCrypto.PaddingPkcs1,
            AtomBits.RsaPkcs1PssPadding => LibCrypto.PaddingPss,
            AtomBits.RsaX931Padding => LibCrypto.PaddingX931,
            AtomBits.RsaNoPadding => LibCrypto.PaddingNone,
            _ => 0,
        };

    private static bool Refuse(ref BifContext context, int argument, string text)
    {
        CryptoFailure.BadArg(ref context, File, argument, text);
        return false;
    }
}
