using System.Text;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// How many bytes a message has in AMQP 1.0, reckoned from the lengths of its parts as the SDK encodes them. The SDK's own batch would
/// say the same, and encodes every event twice to find it out: half of what sending costs.
/// </summary>
internal static class MessageSize
{
    /// <summary>The longest value whose length fits one byte.</summary>
    private const int Short = 255;

    /// <summary>The code and the two short counts of a list or map, and the same with counts of four bytes.</summary>
    private const int ShortFrame = 3, LongFrame = 9;

    /// <summary>What names a section of a message.</summary>
    private const int Descriptor = 3;

    /// <summary>A message's properties are a list of thirteen, of which we use two; each of the others takes a byte.</summary>
    private const int UnusedProperties = 11;

    /// <summary>A text, as a property's name or value.</summary>
    public static int Text(string text) => Text(Encoding.UTF8.GetByteCount(text));

    /// <summary>A text of so many bytes of UTF-8.</summary>
    public static int Text(int bytes) => (bytes <= Short ? 2 : 5) + bytes;

    /// <summary>A property with its name.</summary>
    public static int Property(string name, string value) => Text(name) + Text(value);

    /// <summary>A message.</summary>
    /// <param name="id">The message id as <see cref="Text(string)"/>; the content type is always ours.</param>
    /// <param name="properties">The sum of the application properties, each as <see cref="Property"/>.</param>
    /// <param name="body">The length of the body.</param>
    public static long Message(int id, int properties, int body)
    {
        int list = id + UnusedProperties + Text(MessageProperties.ContentType.Length);
        return Section(list) + Section(properties) + Descriptor + (body <= Short ? 2 : 5) + (long)body;
    }

    /// <summary>What a message adds to a batch of more than one, in which each is the data of a section. A message alone goes as it is.</summary>
    public static long InBatch(long message) => message + Descriptor + (message <= Short ? 2 : 5);

    /// <summary>A list or map; one byte of what its length counts is its own count.</summary>
    private static int Section(int content) => Descriptor + (content + 1 <= Short ? ShortFrame : LongFrame) + content;
}
