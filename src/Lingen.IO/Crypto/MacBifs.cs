// crypto's message authentication codes: HMAC, CMAC and Poly1305, at once and in steps.
namespace Lingen.IO;

/// <summary>The functions mac_* of crypto.</summary>
public static unsafe class MacBifs
{
    private const string File = "mac.c";
    private const int TypeArgument = 0;
    private const int SubTypeArgument = 1;
    private const int KeyArgument = 2;
    private const int TextArgument = 3;
    private const int Poly1305KeyBytes = 32;

    /// <summary>Bytes of the longest code.</summary>
    private const int MaxBytes = 64;

    // Method objects of the library, fetched at first use; zero before.
    private static nint hmac;
    private static nint cmac;
    private static nint poly1305;

    [Bif("crypto", "mac_nif")]
    public static Term OneTime(ref BifContext context, Term type, Term subType, Term key, Term text)
    {
        if (!InputBytes.TryIoData(text, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, TextArgument, "Bad text");
        }
        using (input)
        {
            if (input.IsLong(ref context))
            {
                return context.GoDirty();
            }
            nint stream = Start(ref context, type, subType, key);
            if (stream == 0)
            {
                return Term.None;
            }
            try
            {
                return LibCrypto.EVP_MAC_update(stream, input.Start, (nuint)input.Length) == 1
                    ? Finish(ref context, stream)
                    : CryptoFailure.Error(ref context, File, "Couldn't get mac");
            }
            finally
            {
                LibCrypto.EVP_MAC_CTX_free(stream);
            }
        }
    }

    [Bif("crypto", "mac_init_nif")]
    public static Term Init(ref BifContext context, Term type, Term subType, Term key)
    {
        nint stream = Start(ref context, type, subType, key);
        return stream == 0 ? Term.None : Resources.Wrap(ref context, new MacState(stream));
    }

    [Bif("crypto", "mac_update_nif")]
    public static Term Update(ref BifContext context, Term reference, Term text)
    {
        if (!InputBytes.TryIoData(text, out InputBytes input))
        {
            return CryptoFailure.BadArg(ref context, File, 1, "Bad text");
        }
        using (input)
        {
            if (Reference.Resource<MacState>(reference) is not { } state)
            {
                return CryptoFailure.BadArg(ref context, File, 0, "Bad ref");
            }
            if (input.IsLong(ref context))
            {
                return context.GoDirty();
            }
            if (!state.TryEnter())
            {
                return context.Retry();
            }
            int result = LibCrypto.EVP_MAC_update(state.Context, input.Start, (nuint)input.Length);
            state.Leave();
            return result == 1 ? reference : CryptoFailure.Error(ref context, File, "mac update");
        }
    }

    [Bif("crypto", "mac_final_nif")]
    public static Term Final(ref BifContext context, Term reference)
    {
        if (Reference.Resource<MacState>(reference) is not { } state)
        {
            return CryptoFailure.BadArg(ref context, File, 0, "Bad ref");
        }
        if (!state.TryEnter())
        {
            return context.Retry();
        }
        Term code = Finish(ref context, state.Context);
        state.Leave();
        return code;
    }

    private static Term Finish(ref BifContext context, nint stream)
    {
        byte* output = stackalloc byte[MaxBytes];
        nuint length = 0;
        return LibCrypto.EVP_MAC_final(stream, output, &length, MaxBytes) == 1
            ? Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(output, (int)length))
            : CryptoFailure.Error(ref context, File, "Signing");
    }

    /// <summary>A context with its key; zero if an exception is set.</summary>
    private static nint Start(ref BifContext context, Term type, Term subType, Term key)
    {
        if (!InputBytes.TryIoData(key, out InputBytes keyBytes))
        {
            CryptoFailure.BadArg(ref context, File, KeyArgument, "Bad key");
            return 0;
        }
        using (keyBytes)
        {
            CryptoLibrary.EnsureStarted();
            var parameters = new ParameterList();
            try
            {
                nint method = Method(ref context, type, subType, keyBytes.Length, ref parameters);
                return method == 0 ? 0 : Start(ref context, method, keyBytes, parameters.Items);
            }
            finally
            {
                parameters.Dispose();
            }
        }
    }

    private static nint Start(ref BifContext context, nint method, in InputBytes key, CryptoParameter* parameters)
    {
        nint stream = LibCrypto.EVP_MAC_CTX_new(method);
        if (LibCrypto.EVP_MAC_init(stream, key.Start, (nuint)key.Length, parameters) == 1)
        {
            return stream;
        }
        LibCrypto.EVP_MAC_CTX_free(stream);
        CryptoFailure.Error(ref context, File, "Can't initialize EVP_MAC_CTX");
        return 0;
    }

    private static nint Method(ref BifContext context, Term type, Term subType, long keyLength, ref ParameterList parameters)
    {
        if (type == Atoms.Hmac)
        {
            DigestType? digest = Digests.Find(subType);
            if (digest == null)
            {
                CryptoFailure.BadArg(ref context, File, SubTypeArgument, "Bad digest algorithm for HMAC");
                return 0;
            }
            if (digest.Method == 0)
            {
                CryptoFailure.NotSupported(ref context, File, SubTypeArgument, "Unsupported digest algorithm");
                return 0;
            }
            parameters.Text("digest"u8, Name(digest.LibraryName));
            return Fetch(ref hmac, "HMAC"u8);
        }
        if (type == Atoms.Cmac)
        {
            CipherType? cipher = Ciphers.Find(subType);
            if (cipher == null)
            {
                CryptoFailure.BadArg(ref context, File, SubTypeArgument, "Unknown cipher");
                return 0;
            }
            if (!cipher.Takes(keyLength))
            {
                CryptoFailure.BadArg(ref context, File, KeyArgument, "Bad key size");
                return 0;
            }
            if (cipher.Method == 0)
            {
                CryptoFailure.NotSupported(ref context, File, SubTypeArgument, "Unsupported cipher algorithm");
                return 0;
            }
            parameters.Text("cipher"u8, Name(cipher.LibraryName));
            return Fetch(ref cmac, "CMAC"u8);
        }
        if (type != Atoms.Poly1305)
        {
            CryptoFailure.BadArg(ref context, File, TypeArgument, "Unknown mac algorithm");
            return 0;
        }
        if (keyLength != Poly1305KeyBytes)
        {
            CryptoFailure.BadArg(ref context, File, KeyArgument, "Bad key length");
            return 0;
        }
        return Fetch(ref poly1305, "POLY1305"u8);
    }

    private static ReadOnlySpan<byte> Name(byte* text) =>
        System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);

    private static nint Fetch(ref nint method, ReadOnlySpan<byte> name)
    {
        nint found = Volatile.Read(ref method);
        if (found == 0)
        {
            // Two threads may fetch at once: the method is the same, and one count on it more does no harm.
            found = LibCrypto.EVP_MAC_fetch(0, CryptoNames.Literal(name), null);
            Volatile.Write(ref method, found);
        }
        return found;
    }
}

/// <summary>What mac_init answers. Unlike a digest's state it changes with each update.</summary>
internal sealed class MacState(nint context) : MagicResource
{
    private int busy;

    public nint Context { get; } = context;

    /// <summary>Takes the state for one call; see <see cref="CipherStream.TryEnter"/>.</summary>
    public bool TryEnter() => Interlocked.CompareExchange(ref busy, 1, 0) == 0;

    public void Leave() => Volatile.Write(ref busy, 0);

    public override void Released() => LibCrypto.EVP_MAC_CTX_free(Context);
}
