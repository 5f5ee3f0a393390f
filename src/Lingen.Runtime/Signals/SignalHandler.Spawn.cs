// Answers to spawn_request.
using Lingen.Memory;
using Lingen.Terms;

namespace Lingen.Runtime;

public static unsafe partial class SignalHandler
{
    /// <summary>Extra bits of a spawn reply: which answers become messages, and that the spawn failed.</summary>
    public const ulong SpawnReplyWanted = 1;

    /// <summary>Payload {Tag, Reference, ok | error, Pid or Reason}: received if the request has not been abandoned.</summary>
    private static void HandleSpawnReply(Process* process, Message* signal)
    {
        var reply = new Tuple(signal->Payload);
        ulong key = Identity.OfReference(reply[1]);
        Relation* pending = RelationTable.Find(process->Monitors, RelationKind.MonitorOrigin, key);
        bool known = pending != null && pending->Has(RelationFlags.SpawnPending);
        if (known)
        {
            pending->Flags &= ~RelationFlags.SpawnPending;
        }
        if (signal->Extra == SpawnReplyWanted)
        {
            Receive(process, signal);
        }
        else
        {
            Message.Release(signal);
        }
    }
}
