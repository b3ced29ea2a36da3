using Microsoft.Azure.Amqp;

namespace OnePasswordFunctions.EventHubs;

/// <summary>The code with which the other side closed a link or a connection, as AMQP calls it.</summary>
internal static class AmqpCondition
{
    /// <summary>Event Hubs asks to slow down.</summary>
    public const string ServerBusy = "com.microsoft:server-busy";

    /// <summary>The hub is switched off.</summary>
    public const string EntityDisabled = "com.microsoft:entity-disabled";

    /// <summary>The condition behind an exception, or null.</summary>
    public static string? Of(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AmqpException { Error: { } error })
            {
                return error.Condition.Value;
            }
        }

        return null;
    }
}
