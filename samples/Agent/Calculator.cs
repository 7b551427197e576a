using System.ComponentModel;
using System.Globalization;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Evaluates arithmetic expressions, in which language models make mistakes.</summary>
internal static class Calculator
{
    [Description("Evaluates an arithmetic expression exactly.")]
    public static decimal Calculate(
        [Description("Numbers, + - * / and parentheses, such as (21 + 6) * 39.90")] string expression)
    {
        var reader = new Parser(expression);
        decimal value = reader.ParseSum();
        return reader.IsAtEnd ? value : throw new FormatException($"Unexpected '{expression[reader.Position]}'.");
    }

    private sealed class Parser(string text)
    {
        private const int MaxDepth = 100;

        private int _depth;

        public int Position { get; private set; }

        public bool IsAtEnd => PeekChar() == '\0';

        public decimal ParseSum()
        {
            decimal value = ParseProduct();
            while (PeekChar() is '+' or '-')
                value = ReadChar() == '+' ? value + ParseProduct() : value - ParseProduct();
            return value;
        }

        private decimal ParseProduct()
        {
            decimal value = ParseFactor();
            while (PeekChar() is '*' or '/')
                value = ReadChar() == '*' ? value * ParseFactor() : value / ParseFactor();
            return value;
        }

        private decimal ParseFactor()
        {
            if (++_depth > MaxDepth)
                throw new FormatException("The expression is nested too deeply.");
            decimal value;
            if (PeekChar() == '-')
            {
                ReadChar();
                value = -ParseFactor();
            }
            else if (PeekChar() == '(')
            {
                ReadChar();
                value = ParseSum();
                if (ReadChar() != ')')
                    throw new FormatException("A parenthesis is missing.");
            }
            else
            {
                value = ParseNumber();
            }

            _depth--;
            return value;
        }

        private decimal ParseNumber()
        {
            int start = Position;
            while (Position < text.Length && (char.IsAsciiDigit(text[Position]) || text[Position] == '.'))
                Position++;
            return decimal.Parse(text.AsSpan(start, Position - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        private char ReadChar()
        {
            char next = PeekChar();
            Position++;
            return next;
        }

        private char PeekChar()
        {
            while (Position < text.Length && text[Position] == ' ')
                Position++;
            return Position < text.Length ? text[Position] : '\0';
        }
    }
}
