// Package where evaluates conditions over rows, such as
//
//	country = 'FR' and (grade <= 2 or grade is null) and time >= '2020-01-01'
//
// The data flow:
//
//  1. [Parse] turns text into an [Expr]; errors name the position.
//  2. [Expr.Check] compares types with the columns, before any row is looked at.
//  3. [Expr.Eval] answers for one row: true, false, or unknown.
//
// The grammar, with keywords in any case:
//
//	or      = and { "or" and }
//	and     = not { "and" not }
//	not     = "not" not | "(" or ")" | test
//	test    = operand [ compare operand
//	                  | [ "not" ] "in" "(" literal { "," literal } ")"
//	                  | "is" [ "not" ] "null" ]
//	compare = "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
//	operand = column | literal
//	literal = 'text' | number | "true" | "false" | "null"
//	column  = name { "." name } | "quoted name"
//
// A quote inside quotes is doubled. A test that is an operand alone has to be a
// truth value. Logic has three values, as in SQL: a comparison with null is
// unknown, and only rows for which the condition is true are taken. Texts compare
// by their bytes, numbers as float64. A text compared with a column of times is
// read as a time: a date, or RFC 3339 with or without a zone (none means UTC).
package where
