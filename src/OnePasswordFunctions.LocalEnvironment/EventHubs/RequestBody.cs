using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Reads the bodies of requests.</summary>
internal static class RequestBody
{
    private static ReadOnlySpan<byte> ElementStart => "\"Body\":"u8;

    /// <summary>
    /// Reads the body into a rented array, but no more than one byte over the limit. The caller returns the array.
    /// </summary>
    public static async Task<(byte[] Rented, int Length)> ReadAsync(HttpContext context, int limit)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent((int)Math.Min(context.Request.ContentLength ?? 64 * 1024, limit + 1L));
        int length = 0;
        while (length <= limit)
        {
            if (length == rented.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(rented.Length * 2);
                rented.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(rented);
                rented = larger;
            }

            int read = await context.Request.Body.ReadAsync(rented.AsMemory(length), context.RequestAborted);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return (rented, length);
    }

    /// <summary>Reads the body and forgets it, counting the messages by the way each begins.</summary>
    public static async Task<(int Messages, int Length)> CountAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        int messages = 0;
        int length = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(context.RequestAborted);
            ReadOnlySequence<byte> buffer = result.Buffer;
            length += Count(buffer, result.IsCompleted, ref messages);
            // A start that lies across two reads is looked at again with the next one.
            long kept = result.IsCompleted ? 0 : Math.Min(buffer.Length, ElementStart.Length - 1);
            length -= (int)kept;
            reader.AdvanceTo(buffer.GetPosition(buffer.Length - kept), buffer.End);
            if (result.IsCompleted)
            {
                return (messages, length);
            }
        }
    }

    private static int Count(ReadOnlySequence<byte> buffer, bool isLast, ref int messages)
    {
        Span<byte> seam = stackalloc byte[2 * (ElementStart.Length - 1)];
        int seamLength = 0;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            ReadOnlySpan<byte> bytes = segment.Span;
            int head = Math.Min(bytes.Length, ElementStart.Length - 1);
            bytes[..head].CopyTo(seam[seamLength..]);
            messages += seam[..(seamLength + head)].Count(ElementStart) + bytes.Count(ElementStart);
            seamLength = Math.Min(bytes.Length, ElementStart.Length - 1);
            bytes[^seamLength..].CopyTo(seam);
        }

        return (int)buffer.Length;
    }
}
