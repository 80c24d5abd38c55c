tool orders { input customer: str output numbers: [str] from mcp "crm" "orders" }
tool names { output names: [str] from mcp "crm" }

module Desk {
  input  customer: str
  output numbers: [str]
  numbers = orders(customer).numbers
}
