using System.IO.Pipelines;
using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Reads the arguments in a POST's body: a flat JSON object. Its Content-Type does not matter, for many tools send a wrong one.</summary>
internal static class JsonBody
{
    private const int MostBytes = 64 * 1024;
    private const string Name = "(body)";
    private const string Allowed = "nothing, or a JSON object of at most 64 KiB with the arguments as members";

    /// <summary>Adds the body's members to <paramref name="arguments"/>, or notes what is wrong with it.</summary>
    public static async Task AddToAsync(RequestArguments arguments, HttpRequest request, CancellationToken cancellationToken)
    {
        ReadResult read = await request.BodyReader.ReadAtLeastAsync(MostBytes + 1, cancellationToken);
        try
        {
            if (read.Buffer.Length > MostBytes)
            {
                arguments.Reject(Name, "more than 64 KiB", Allowed);
                read = await PassOverAsync(request.BodyReader, read, cancellationToken);
            }
            else if (!read.Buffer.IsEmpty)
            {
                using JsonDocument body = JsonDocument.Parse(read.Buffer);
                Add(arguments, body.RootElement);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            arguments.Reject(Name, "not JSON", Allowed);
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>Lets the rest of a body go by: who is still sending it might not see an answer.</summary>
    private static async Task<ReadResult> PassOverAsync(PipeReader body, ReadResult read, CancellationToken cancellationToken)
    {
        while (!read.IsCompleted)
        {
            body.AdvanceTo(read.Buffer.End);
            read = await body.ReadAsync(cancellationToken);
        }

        return read;
    }

    private static void Add(RequestArguments arguments, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            arguments.Reject(Name, $"JSON, but no object: {body.ValueKind}", Allowed);
            return;
        }

        foreach (JsonProperty member in body.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.Object or JsonValueKind.Array:
                    arguments.Reject(member.Name, member.Value.GetRawText(), "a text, a number, true or false");
                    break;
                default:
                    arguments.Add(member.Name, member.Value.ToString());
                    break;
            }
        }
    }
}
