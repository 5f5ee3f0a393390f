// Closing a socket takes two calls of prim_socket: the first stops everything and tells those who wait, the second closes the
// descriptor, which may linger. A socket whose owner ends is closed by the VM.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    private Term closer;

    /// <summary>The closing process, once somebody closes it.</summary>
    public Term Closer => closer;

    /// <summary>Begins to close: from now on every operation answers closed.</summary>
    public void BeginClose(Term process)
    {
        closer = process;
        Watch(process);
        Stop();
    }

    private void Stop()
    {
        writing?.Close();
        connecting?.Close();
        reading?.Close();
        accepting?.Close();
        ReadState |= NativeSocketState.Closing;
        WriteState |= NativeSocketState.Closing;
        if (holdsItself)
        {
            host.Poller.Remove(Descriptor);
        }
    }

    /// <summary>Whether closing the descriptor would wait for what is still to be sent.</summary>
    public bool Lingers
    {
        get
        {
            int* linger = stackalloc int[2];
            uint length = 8;
            linger[0] = 0;
            return ClosesDescriptor
                && LibC.getsockopt(Descriptor, LibC.SocketLevel, LibC.SocketLinger, linger, &length) == 0
                && linger[0] != 0
                && linger[1] != 0;
        }
    }

    /// <summary>Takes the descriptor out of the socket, which is closed then. The caller closes it: see <see cref="CloseDescriptor"/>.</summary>
    public int TakeDescriptor()
    {
        int descriptor = Descriptor;
        Descriptor = -1;
        ReadState |= NativeSocketState.Closed;
        WriteState |= NativeSocketState.Closed;
        host.Sockets.Count(this, -1);
        if (!Owner.IsNone)
        {
            host.Disown(Owner, this);
            Owner = Term.None;
        }
        closer = Term.None;
        Unwatch();
        EndSendFile();
        DropReceived();
        Meta?.Free();
        Meta = null;
        if (InRegistry)
        {
            TellRegistry(Atoms.Del);
        }
        if (holdsItself)
        {
            holdsItself = false;
            OffHeapCell.Release(&cell->Cell);
        }
        return descriptor;
    }

    /// <summary>Closes, or gives back, a descriptor; 0 or the error.</summary>
    public int CloseDescriptor(int descriptor)
    {
        if (ClosesDescriptor)
        {
            return LibC.close(descriptor) < 0 ? LibC.LastError : 0;
        }
        nint flags = LibC.fcntl(descriptor, LibC.FcntlGetFlags, 0);
        _ = LibC.fcntl(descriptor, LibC.FcntlSetFlags, flags & ~LibC.OpenNonBlock);
        return 0;
    }

    /// <summary>Nobody is left to finish closing.</summary>
    private void CloseAbandoned()
    {
        bool lingers = Lingers;
        int descriptor = TakeDescriptor();
        if (lingers)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static fd => _ = LibC.close(fd), descriptor, false);
        }
        else
        {
            CloseDescriptor(descriptor);
        }
    }

    /// <summary>The last reference is gone while the socket was open: nobody can use or close it any more.</summary>
    public override void Released()
    {
        lock (Gate)
        {
            if (Descriptor >= 0)
            {
                InRegistry = false;
                CloseAbandoned();
            }
        }
    }
}
