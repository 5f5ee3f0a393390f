// crypto's digests: at once, in steps, and of any length. A state is never changed: each step makes a new one, so that Erlang
// code may go on from the same state twice.
namespace Lingen.IO;

/// <summary>The functions hash_* and pbkdf2_hmac_nif of crypto.</summary>
public static unsafe class DigestBifs
{
    private const string File = "hash.c";
    private const string DerivationFile = "pbkdf2_hmac.c";

    /// <summary>Derivations up to this many turns stay on the scheduler.</summary>
    private const long QuickIterations = 100;
    private const long QuickKeyBytes = 64;

    [Bif("crypto", "hash_info")]
    public static Term HashInfo(ref BifContext context, Term type)
    {
        DigestType? digest = Digests.Find(type);
        if (digest == null)
        {
            return context.BadArg();
        }
        if (digest.Method == 0)
        {
            return context.Error(Atoms.Notsup);
        }
        Term* pairs = stackalloc Term[]
        {
            Atoms.Type,
            Term.Small(LibCrypto.EVP_MD_get_type(digest.Method)),
            Atoms.Size,
            Term.Small(LibCrypto.EVP_MD_get_size(digest.Method)),
            Atoms.BlockSize,
            Term.Small(LibCrypto.EVP_MD_get_block_size(digest.Method)),
        };
        return Maps.FromKeysValues(context.Heap, pairs, 3);
    }

    [Bif("crypto", "hash_nif")]
    public static Term Hash(ref BifContext context, Term type, Term data)
    {
        nint method = Method(ref context, type);
        if (method == 0)
        {
            return Term.None;
        }
        if (!InputBytes.TryIoData(data, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "Not iolist");
        }
        using (input)
        {
            byte* output = stackalloc byte[Digests.MaxBytes];
            uint size = 0;
            if (LibCrypto.EVP_Digest(input.Start, (nuint)input.Length, output, &size, method, 0) != 1)
            {
                return CryptoFailure.Error(ref context, File, "Low-level call failed");
            }
            input.Charge(ref context);
            return Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(output, (int)size));
        }
    }

    [Bif("crypto", "hash_init_nif")]
    public static Term HashInit(ref BifContext context, Term type)
    {
        nint method = Method(ref context, type);
        if (method == 0)
        {
            return Term.None;
        }
        var state = new DigestState();
        if (LibCrypto.EVP_DigestInit_ex(state.Context, method, 0) != 1)
        {
            state.Released();
            return CryptoFailure.Error(ref context, File, "Low-level call EVP_DigestInit failed");
        }
        return Resources.Wrap(ref context, state);
    }

    [Bif("crypto", "hash_update_nif")]
    public static Term HashUpdate(ref BifContext context, Term reference, Term data)
    {
        if (!TryState(ref context, reference, out DigestState old))
        {
            return Term.None;
        }
        if (!InputBytes.TryIoData(data, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "Not iolist");
        }
        using (input)
        {
            var state = new DigestState();
            if (
                LibCrypto.EVP_MD_CTX_copy_ex(state.Context, old.Context) != 1
                || LibCrypto.EVP_DigestUpdate(state.Context, input.Start, (nuint)input.Length) != 1
            )
            {
                state.Released();
                return CryptoFailure.Error(ref context, File, "Low-level call EVP_DigestUpdate failed");
            }
            input.Charge(ref context);
            return Resources.Wrap(ref context, state);
        }
    }

    [Bif("crypto", "hash_final_nif")]
    public static Term HashFinal(ref BifContext context, Term reference)
    {
        if (!TryState(ref context, reference, out DigestState old))
        {
            return Term.None;
        }
        var state = new DigestState();
        byte* output = stackalloc byte[Digests.MaxBytes];
        uint size = 0;
        bool done =
            LibCrypto.EVP_MD_CTX_copy_ex(state.Context, old.Context) == 1
            && LibCrypto.EVP_DigestFinal_ex(state.Context, output, &size) == 1;
        state.Released();
        return done
            ? Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(output, (int)size))
            : CryptoFailure.Error(ref context, File, "Low-level call EVP_DigestFinal failed");
    }

    /// <summary>The end of a digest of any length, which is given in bits.</summary>
    [Bif("crypto", "hash_final_xof_nif")]
    public static Term HashFinalXof(ref BifContext context, Term reference, Term lengthBits)
    {
        if (!TryState(ref context, reference, out DigestState old))
        {
            return Term.None;
        }
        if (!HostNumbers.TryUInt32(lengthBits, out uint bits))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "Bad len");
        }
        uint length = bits >> 3;
        var state = new DigestState();
        using var output = new OutputBytes(length);
        bool done =
            LibCrypto.EVP_MD_CTX_copy_ex(state.Context, old.Context) == 1
            && LibCrypto.EVP_DigestFinalXOF(state.Context, output.Start, length) == 1;
        state.Released();
        return done
            ? output.ToBinary(context.Heap, length)
            : CryptoFailure.Error(ref context, File, "Low-level call EVP_DigestFinalXOF failed");
    }

    [Bif("crypto", "pbkdf2_hmac_nif")]
    public static Term DeriveKey(ref BifContext context, Term type, Term password, Term salt, Term iterations, Term length)
    {
        if (!HostNumbers.TryInt64(iterations, out long turns) || turns < 0)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 3, "Not integer");
        }
        if (turns < 1)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 3, "Must be > 0");
        }
        if (!HostNumbers.TryInt64(length, out long bytes) || bytes < 0)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 4, "Not integer");
        }
        if (bytes < 1)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 4, "Must be > 0");
        }
        if ((turns > QuickIterations || bytes > QuickKeyBytes) && !context.Scheduler.IsDirty)
        {
            return context.GoDirty();
        }
        DigestType? digest = Digests.Find(type);
        if (digest == null || digest.Method == 0)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 0, "Bad digest type");
        }
        if (!digest.DerivesKeys)
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 0, "Not eligible digest type");
        }
        if (!InputBytes.TryBinary(password, out InputBytes passwordBytes))
        {
            return CryptoFailure.BadArg(ref context, DerivationFile, 1, "Not binary");
        }
        using (passwordBytes)
        {
            if (!InputBytes.TryBinary(salt, out InputBytes saltBytes))
            {
                return CryptoFailure.BadArg(ref context, DerivationFile, 2, "Not binary");
            }
            using (saltBytes)
            {
                return DeriveKey(ref context, digest.Method, passwordBytes, saltBytes, turns, bytes);
            }
        }
    }

    private static Term DeriveKey(
        ref BifContext context,
        nint method,
        in InputBytes password,
        in InputBytes salt,
        long iterations,
        long length
    )
    {
        if (iterations > int.MaxValue || length > int.MaxValue)
        {
            return CryptoFailure.Error(ref context, DerivationFile, "Can't allocate binary");
        }
        using var output = new OutputBytes(length);
        int result = LibCrypto.PKCS5_PBKDF2_HMAC(
            password.Start,
            password.Length32,
            salt.Start,
            salt.Length32,
            (int)iterations,
            method,
            (int)length,
            output.Start
        );
        return result == 1
            ? output.ToBinary(context.Heap, length)
            : CryptoFailure.Error(ref context, DerivationFile, "Low-level call failed");
    }

    /// <summary>The method of a digest; zero if there is none, and then an exception is set.</summary>
    private static nint Method(ref BifContext context, Term type)
    {
        DigestType? digest = Digests.Find(type);
        if (digest == null)
        {
            CryptoFailure.BadArg(ref context, File, 0, "Bad digest type");
            return 0;
        }
        if (digest.Method == 0)
        {
            CryptoFailure.NotSupported(ref context, File, 0, "Unsupported digest type");
        }
        return digest.Method;
    }

    private static bool TryState(ref BifContext context, Term reference, out DigestState state)
    {
        DigestState? found = Reference.Resource<DigestState>(reference);
        state = found!;
        if (found == null)
        {
            CryptoFailure.BadArg(ref context, File, 0, "Bad state");
        }
        return found != null;
    }
}

/// <summary>What hash_init and hash_update answer.</summary>
internal sealed class DigestState : MagicResource
{
    public nint Context { get; } = LibCrypto.EVP_MD_CTX_new();

    public override void Released() => LibCrypto.EVP_MD_CTX_free(Context);
}
