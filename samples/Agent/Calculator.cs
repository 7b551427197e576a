using System.ComponentModel;
using System.Globalization;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Arithmetic that a language model should not do in its head.</summary>
internal static class Calculator
{
    [Description("Works out an arithmetic expression exactly.")]
    public static decimal Calculate(
        [Description("Numbers, + - * / and parentheses, such as (21 + 6) * 39.90")] string expression)
    {
        var reader = new Reader(expression);
        decimal value = reader.Sum();
        return reader.IsAtEnd ? value : throw new FormatException($"Unexpected '{expression[reader.Position]}'.");
    }

    private sealed class Reader(string text)
    {
        private const int MaxDepth = 100;

        private int _depth;

        public int Position { get; private set; }

        public bool IsAtEnd => Peek() == '\0';

        public decimal Sum()
        {
            decimal value = Product();
            while (Peek() is '+' or '-')
                value = Take() == '+' ? value + Product() : value - Product();
            return value;
        }

        private decimal Product()
        {
            decimal value = Factor();
            while (Peek() is '*' or '/')
                value = Take() == '*' ? value * Factor() : value / Factor();
            return value;
        }

        private decimal Factor()
        {
            if (++_depth > MaxDepth)
                throw new FormatException("The expression is nested too deep.");
            decimal value;
            if (Peek() == '-')
            {
                Take();
                value = -Factor();
            }
            else if (Peek() == '(')
            {
                Take();
                value = Sum();
                if (Take() != ')')
                    throw new FormatException("A parenthesis is missing.");
            }
            else
            {
                value = Number();
            }

            _depth--;
            return value;
        }

        private decimal Number()
        {
            int start = Position;
            while (Position < text.Length && (char.IsAsciiDigit(text[Position]) || text[Position] == '.'))
                Position++;
            return decimal.Parse(text.AsSpan(start, Position - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        }

        private char Take()
        {
            char next = Peek();
            Position++;
            return next;
        }

        private char Peek()
        {
            while (Position < text.Length && text[Position] == ' ')
                Position++;
            return Position < text.Length ? text[Position] : '\0';
        }
    }
}
