// crypto's encryption with public and private keys (RSA), and the public half of a private key.
namespace Lingen.IO;

/// <summary>The functions pkey_crypt_nif and privkey_to_pubkey_nif of crypto.</summary>
public static unsafe class PublicKeyBifs
{
    private const string File = "pkey.c";
    private const int OptionsArgument = 3;

    private struct Options
    {
        public int Padding;
        public nint SignatureDigest;
        public nint MgfDigest;
        public nint OaepDigest;
        public Term OaepLabel;
    }

    /// <summary>The four operations: with the private key sign and decrypt, with the public one encrypt and recover.</summary>
    private enum Operation
    {
        Sign,
        Decrypt,
        Encrypt,
        Recover,
    }

    [Bif("crypto", "pkey_crypt_nif")]
    public static Term Crypt(
        ref BifContext context,
        Term algorithm,
        Term data,
        Term key,
        Term options,
        Term isPrivate,
        Term isEncrypt
    )
    {
        if (!KeyReader.IsAlgorithm(ref context, 0, algorithm))
        {
            return Term.None;
        }
        if (!InputBytes.TryBinary(data, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "Binary expected");
        }
        using (input)
        {
            bool usesPrivate = isPrivate == Atoms.True;
            nint pkey = KeyReader.Read(ref context, algorithm, key, 2, usesPrivate);
            if (pkey == 0)
            {
                return Term.None;
            }
            nint operation = 0;
            try
            {
                if (!TryOptions(ref context, algorithm, options, out Options chosen))
                {
                    return Term.None;
                }
                Operation kind =
                    isEncrypt == Atoms.True
                        ? usesPrivate
                            ? Operation.Sign
                            : Operation.Encrypt
                        : usesPrivate
                            ? Operation.Decrypt
                            : Operation.Recover;
                operation = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, pkey, null);
                if (Start(operation, kind) != 1)
                {
                    return CryptoFailure.NotSupported(ref context, File, -1, "Can't initiate encrypt/decrypt");
                }
                return algorithm != Atoms.Rsa || TryPrepare(ref context, operation, chosen)
                    ? Run(ref context, operation, kind, input)
                    : Term.None;
            }
            finally
            {
                LibCrypto.EVP_PKEY_CTX_free(operation);
                LibCrypto.EVP_PKEY_free(pkey);
            }
        }
    }

    private static int Start(nint operation, Operation kind) =>
        kind switch
        {
            Operation.Sign => LibCrypto.EVP_PKEY_sign_init(operation),
            Operation.Decrypt => LibCrypto.EVP_PKEY_decrypt_init(operation),
            Operation.Encrypt => LibCrypto.EVP_PKEY_encrypt_init(operation),
            _ => LibCrypto.EVP_PKEY_verify_recover_init(operation),
        };

    private static int Step(nint operation, Operation kind, byte* target, nuint* length, in InputBytes input) =>
        kind switch
        {
            Operation.Sign => LibCrypto.EVP_PKEY_sign(operation, target, length, input.Start, (nuint)input.Length),
            Operation.Decrypt => LibCrypto.EVP_PKEY_decrypt(operation, target, length, input.Start, (nuint)input.Length),
            Operation.Encrypt => LibCrypto.EVP_PKEY_encrypt(operation, target, length, input.Start, (nuint)input.Length),
            _ => LibCrypto.EVP_PKEY_verify_recover(operation, target, length, input.Start, (nuint)input.Length),
        };

    private static Term Run(ref BifContext context, nint operation, Operation kind, in InputBytes input)
    {
        nuint length = 0;
        if (Step(operation, kind, null, &length, input) != 1)
        {
            return CryptoFailure.Error(ref context, File, "Couldn't get size of result");
        }
        using var output = new OutputBytes((long)length);
        return Step(operation, kind, output.Start, &length, input) == 1
            ? output.ToBinary(context.Heap, (long)length)
            : CryptoFailure.Error(ref context, File, "Couldn't get the result");
    }

    private static bool TryPrepare(ref BifContext context, nint operation, in Options options)
    {
        string problem = "";
        if (options.SignatureDigest != 0 && LibCrypto.EVP_PKEY_CTX_set_signature_md(operation, options.SignatureDigest) != 1)
        {
            problem = "Can't EVP_PKEY_CTX_set_signature_md";
        }
        else if (LibCrypto.EVP_PKEY_CTX_set_rsa_padding(operation, options.Padding) != 1)
        {
            problem = "Couldn't set rsa padding";
        }
        else if (options.Padding == LibCrypto.PaddingOaep)
        {
            problem = PrepareOaep(operation, options);
        }
        if (problem.Length == 0)
        {
            return true;
        }
        CryptoFailure.Error(ref context, File, problem);
        return false;
    }

    private static string PrepareOaep(nint operation, in Options options)
    {
        if (options.OaepDigest != 0 && LibCrypto.EVP_PKEY_CTX_set_rsa_oaep_md(operation, options.OaepDigest) != 1)
        {
            return "Couldn't EVP_PKEY_CTX_set_rsa_oaep_md";
        }
        if (options.MgfDigest != 0 && LibCrypto.EVP_PKEY_CTX_set_rsa_mgf1_md(operation, options.MgfDigest) != 1)
        {
            return "Couldn't EVP_PKEY_CTX_set_rsa_mgf1_md";
        }
        if (options.OaepLabel.IsNone || !InputBytes.TryBinary(options.OaepLabel, out InputBytes label))
        {
            return "";
        }
        using (label)
        {
            if (label.Length == 0)
            {
                return "";
            }
            // libcrypto takes the copy over, if it takes it at all.
            byte* copy = LibCrypto.CRYPTO_malloc((nuint)label.Length, null, 0);
            label.Span.CopyTo(new Span<byte>(copy, label.Length32));
            if (LibCrypto.EVP_PKEY_CTX_set0_rsa_oaep_label(operation, copy, label.Length32) == 1)
            {
                return "";
            }
            LibCrypto.CRYPTO_free(copy, null, 0);
            return "Couldn't set RSA oaep label";
        }
    }

    private static bool TryOptions(ref BifContext context, Term algorithm, Term list, out Options options)
    {
        options = new Options { Padding = LibCrypto.PaddingPkcs1 };
        if (!list.IsList)
        {
            return Refuse(ref context, "Expected a list");
        }
        if (!list.IsNil && algorithm != Atoms.Rsa)
        {
            return Refuse(ref context, "Only RSA supports Options");
        }
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsTuple || new Tuple(list.Head).Arity != 2)
            {
                return Refuse(ref context, "Expect only two-tuples in the list");
            }
            if (!TryOption(ref context, algorithm, new Tuple(list.Head)[0], new Tuple(list.Head)[1], ref options))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryOption(ref BifContext context, Term algorithm, Term tag, Term value, ref Options options)
    {
        switch (tag.Bits)
        {
            case AtomBits.RsaPadding:
            case AtomBits.RsaPad:
                options.Padding = value.Bits switch
                {
                    AtomBits.RsaPkcs1Padding => LibCrypto.PaddingPkcs1,
                    AtomBits.RsaPkcs1OaepPadding => LibCrypto.PaddingOaep,
                    AtomBits.RsaX931Padding => LibCrypto.PaddingX931,
                    AtomBits.RsaNoPadding => LibCrypto.PaddingNone,
                    _ => 0,
                };
                return options.Padding != 0 || Refuse(ref context, "Bad padding type in option rsa_padding");
            case AtomBits.SignatureMd:
                return TryDigest(ref context, algorithm, value, out options.SignatureDigest);
            case AtomBits.RsaMgf1Md:
                return TryDigest(ref context, algorithm, value, out options.MgfDigest);
            case AtomBits.RsaOaepMd:
                return TryDigest(ref context, algorithm, value, out options.OaepDigest);
            case AtomBits.RsaOaepLabel:
                options.OaepLabel = value;
                return value.IsBinary || Refuse(ref context, "Binary expected for option rsa_oaep_label");
            default:
                return Refuse(ref context, "Unknown option");
        }
    }

    private static bool TryDigest(ref BifContext context, Term algorithm, Term value, out nint digest)
    {
        digest = 0;
        return value.IsAtom
            ? SignBifs.TryDigest(ref context, algorithm, OptionsArgument, value, out digest)
            : Refuse(ref context, "Atom expected as argument to option");
    }

    private static bool Refuse(ref BifContext context, string text)
    {
        CryptoFailure.BadArg(ref context, File, OptionsArgument, text);
        return false;
    }

    /// <summary>[E, N] of RSA, [P, Q, G, Y] of DSA.</summary>
    [Bif("crypto", "privkey_to_pubkey_nif")]
    public static Term PublicOfPrivate(ref BifContext context, Term algorithm, Term key)
    {
        if (!KeyReader.IsAlgorithm(ref context, 0, algorithm))
        {
            return Term.None;
        }
        nint pkey = KeyReader.Read(ref context, algorithm, key, 1, isPrivate: true);
        if (pkey == 0)
        {
            return Term.None;
        }
        try
        {
            TermHeap* heap = context.Heap;
            switch (algorithm.Bits)
            {
                case AtomBits.Rsa:
                    return Cons.FromSpan(heap, [KeyReader.Number(heap, pkey, "e"u8), KeyReader.Number(heap, pkey, "n"u8)]);
                case AtomBits.Dss:
                    Term publicNumber = KeyReader.Number(heap, pkey, "pub"u8);
                    return publicNumber.IsNone
                        ? CryptoFailure.BadArg(ref context, File, 1, "Couldn't get DSA public key from private key")
                        : Cons.FromSpan(
                            heap,
                            [
                                KeyReader.Number(heap, pkey, "p"u8),
                                KeyReader.Number(heap, pkey, "q"u8),
                                KeyReader.Number(heap, pkey, "g"u8),
                                publicNumber,
                            ]
                        );
                case AtomBits.Ecdsa:
                    return CryptoFailure.NotSupported(ref context, File, 0, "ECDSA not implemented");
                default:
                    return CryptoFailure.BadArg(ref context, File, 0, "Bad algorithm");
            }
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(pkey);
        }
    }
}
