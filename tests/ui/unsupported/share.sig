signature Sort { input message: str  output topic: str }

build sorting for Sort { share = [Sort] }
