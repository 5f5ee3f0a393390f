// The kinds of signals: the values of Message.Kind.
namespace Lingen.Runtime;

/// <summary>What a queued <see cref="Lingen.Memory.Message"/> is. Each line says what Payload, Sender and Extra hold.</summary>
public enum SignalKind
{
    /// <summary>An ordinary message.</summary>
    Message = 0,

    /// <summary>A message sent to an alias. Payload {Reference, Message}.</summary>
    AliasMessage,

    /// <summary>exit/2. Payload {From, Reason}.</summary>
    Exit,

    /// <summary>A linked process ended. Payload {From, Reason}. Extra 1 if the link itself could not be made (noproc, noconnection).</summary>
    LinkExit,

    /// <summary>Payload: the pid that linked. Extra 1 if the receiver inherits what that process is traced for.</summary>
    Link,

    /// <summary>Payload: the pid that unlinked; Extra the number to acknowledge.</summary>
    Unlink,

    /// <summary>Payload: the pid that acknowledges; Extra the number.</summary>
    UnlinkAck,

    /// <summary>Payload {Watcher, Reference}, or {Watcher, Reference, Name} when watched by name.</summary>
    Monitor,

    /// <summary>Payload: the reference.</summary>
    Demonitor,

    /// <summary>Payload {Reference, Reason}.</summary>
    MonitorDown,

    /// <summary>Payload {GroupLeader, From, Reference}; From gets {Reference, true} if Reference is one.</summary>
    GroupLeader,

    /// <summary>Payload {From, Reference}: answers {Reference, true}; a dead process {Reference, false}.</summary>
    IsAlive,

    /// <summary>Payload {From, Reference, Items, AsList}: answers {Reference, Result}.</summary>
    ProcessInfo,

    /// <summary>Payload {From, Reference | none-tuple}: Extra 1 asks for an answer.</summary>
    Suspend,

    /// <summary>Payload: the pid that resumes.</summary>
    Resume,

    /// <summary>Extra is a delegate*&lt;Process*, Scheduler, Message*, void&gt; run by the receiver; process null if it is dead.</summary>
    Call,

    /// <summary>erts_internal:request_system_task. Payload {Requester, Request}.</summary>
    SystemTask,

    /// <summary>The answer to a spawn_request. Payload {Reference, Answer}.</summary>
    SpawnReply,

    /// <summary>The time offset has changed. Payload: none.</summary>
    TimeOffset,
}
