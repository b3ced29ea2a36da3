using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Which attempt this is, as <c>Metadata.RetryContext</c> tells the handler.</summary>
/// <param name="RetryCount">0 in the first attempt.</param>
/// <param name="MaxRetryCount">The policy's limit.</param>
/// <param name="PreviousError">Why the attempt before failed; null in the first.</param>
internal sealed record RetryAttempt(int RetryCount, int MaxRetryCount, Exception? PreviousError)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("RetryContext");
        writer.WriteNumber("RetryCount", RetryCount);
        writer.WriteNumber("MaxRetryCount", MaxRetryCount);
        if (PreviousError is null)
        {
            writer.WriteNull("Exception");
        }
        else
        {
            WriteError(writer, PreviousError);
        }

        writer.WriteNull("Instance");
        writer.WriteStartObject("State");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // The host sends everything that the exception's own serialization yields.
    private static void WriteError(Utf8JsonWriter writer, Exception error)
    {
        writer.WriteStartObject("Exception");
        writer.WriteString("ClassName", error.GetType().FullName);
        writer.WriteString("Message", error.Message);
        writer.WriteNull("Data");
        writer.WriteNull("InnerException");
        writer.WriteNull("HelpURL");
        writer.WriteString("StackTraceString", error.StackTrace);
        writer.WriteNull("RemoteStackTraceString");
        writer.WriteNumber("RemoteStackIndex", 0);
        writer.WriteNull("ExceptionMethod");
        writer.WriteNumber("HResult", error.HResult);
        writer.WriteString("Source", error.Source);
        writer.WriteNull("WatsonBuckets");
        writer.WriteEndObject();
    }
}
