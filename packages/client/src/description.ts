// Generated from the OpenAPI description by `pnpm generate:client`. Do not edit.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Liveness */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Liveness */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            status: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Readiness, with a check for each dependency */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Readiness, with a check for each dependency */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics of all processes for Prometheus; requires a bearer token where one is configured */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Metrics of all processes for Prometheus; requires a bearer token where one is configured */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the name of the service and the address of its description */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the name of the service and the address of its description */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            service: string;
                            message: string;
                            description: string;
                            docs: string;
                        };
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/start-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a batch */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        client_id?: string;
                        email?: string;
                        /** Format: uri */
                        webhook_url?: string;
                        /** @description A name for people. */
                        title?: string;
                        /** @description Whose images these are. */
                        supplier?: string;
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                    };
                    "application/x-www-form-urlencoded": {
                        client_id?: string;
                        email?: string;
                        /** Format: uri */
                        webhook_url?: string;
                        /** @description A name for people. */
                        title?: string;
                        /** @description Whose images these are. */
                        supplier?: string;
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                    };
                };
            };
            responses: {
                /** @description Start a batch */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: uuid */
                            batch_id: string;
                            message: string;
                        };
                    };
                };
                /** @description `invalid_request`: The request is not valid; `webhooks_not_configured`: This service sends no webhooks; `brand_unknown`: The brand is not known */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now; `not_ready`: The service is not ready */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/init-batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the expected number of images of a batch */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        batch_id: string;
                        client_id?: string;
                        total: number;
                    };
                };
            };
            responses: {
                /** @description Set the expected number of images of a batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            message: string;
                            /** Format: uuid */
                            batch_id: string;
                            total: number;
                        };
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `already_submitted`: The batch was already submitted */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Submit images as files, as a zip, or by URL */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same content within a day, it returns the same batch and response. */
                    "Idempotency-Key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "multipart/form-data": {
                        batch_id?: string;
                        client_id?: string;
                        /** Format: uri */
                        webhook_url?: string;
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                        /** @default 10 */
                        chunkSize?: number;
                        /** @description What the sender left out before sending, as JSON text: `{"skipped": [{"name", "reason"}], "skipped_count": 1}`. It stands with what the server leaves out. */
                        left_out?: string;
                        files?: string[];
                        /** Format: binary */
                        zip_file?: string;
                    };
                    "application/json": {
                        batch_id?: string;
                        client_id?: string;
                        /** Format: uri */
                        webhook_url?: string;
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                        /** @default 10 */
                        chunkSize?: number;
                        /** @description What the sender left out before sending, as JSON text: `{"skipped": [{"name", "reason"}], "skipped_count": 1}`. It stands with what the server leaves out. */
                        left_out?: string;
                        /** @default [] */
                        image_paths?: string[];
                        /** @default [] */
                        uploads?: string[];
                        /** @description `s3://bucket/prefix`: the images of a bucket that this installation was given. */
                        source?: string;
                    };
                };
            };
            responses: {
                /** @description Submit images as files, as a zip, or by URL */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Submitted"];
                    };
                };
                /** @description `invalid_request`: The request is not valid; `nothing_to_do`: No images were given; `webhooks_not_configured`: This service sends no webhooks; `brand_unknown`: The brand is not known; `zip_without_images`: The zip file holds no images; `zip_unreadable`: The zip file cannot be read; `zip_refused`: The zip file is not safe to unpack */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `already_submitted`: The batch was already submitted; `upload_incomplete`: The upload is not complete */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `upload_too_large`: The upload is too large; `too_many_items`: The batch has too many images */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `idempotency_key_reused`: The idempotency key belongs to another submission */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `source_unavailable`: The source of images cannot be read */
                502: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now; `not_ready`: The service is not ready */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch/export-csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the results of a finished batch as CSV */
        get: {
            parameters: {
                query: {
                    batch_id: string;
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                    /** @description 1: begin with a byte order mark, by which spreadsheets detect UTF-8. */
                    bom?: boolean;
                    /** @description A comma, a semicolon or a tab. */
                    delimiter?: "," | ";" | "\t";
                    /** @description 1: add what was left out, as rows with the verdict Skipped. */
                    skipped?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export the results of a finished batch as CSV */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch/export-csv/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export the results of a finished batch as CSV */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                    /** @description 1: begin with a byte order mark, by which spreadsheets detect UTF-8. */
                    bom?: boolean;
                    /** @description A comma, a semicolon or a tab. */
                    delimiter?: "," | ";" | "\t";
                    /** @description 1: add what was left out, as rows with the verdict Skipped. */
                    skipped?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export the results of a finished batch as CSV */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get batch status */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get batch status */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchStatus"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get all results of a finished batch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get all results of a finished batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Complete"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Get all results of a finished batch */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get all results of a finished batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Complete"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/batch/{id}/send-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the summary of a finished batch to its e-mail address */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Send the summary of a finished batch to its e-mail address */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: uuid */
                            batch_id: string;
                            message: string;
                        };
                    };
                };
                /** @description `no_address`: The batch has no e-mail address; `mail_not_configured`: This service sends no mail */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `not_ready`: The service is not ready */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/check-logo/batch/getCount": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the counts of a batch */
        get: {
            parameters: {
                query: {
                    batch_id: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the counts of a batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            valid: number;
                            invalid: number;
                            error: number;
                            total: number;
                        };
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/single": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a single image */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "multipart/form-data": {
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                        /** Format: binary */
                        file?: string;
                        image_path?: string;
                    };
                };
            };
            responses: {
                /** @description Check a single image */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Result"];
                    };
                };
                /** @description `invalid_request`: The request is not valid; `nothing_to_do`: No images were given; `brand_unknown`: The brand is not known; `not_an_image`: The file is not an image */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `upload_too_large`: The upload is too large; `too_many_items`: The batch has too many images */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now; `not_ready`: The service is not ready */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `judging_timeout`: No result in time */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/check-logo/single/url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a single image by URL */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @description A brand to look for; repeat it for several. Default: the brand of the installation. */
                        brand?: string[];
                        image_path: string;
                    };
                };
            };
            responses: {
                /** @description Check a single image by URL */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Result"];
                    };
                };
                /** @description `invalid_request`: The request is not valid; `nothing_to_do`: No images were given; `brand_unknown`: The brand is not known; `not_an_image`: The file is not an image */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `upload_too_large`: The upload is too large; `too_many_items`: The batch has too many images */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now; `not_ready`: The service is not ready */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `judging_timeout`: No result in time */
                504: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get results page by page */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    /** @description doubt: what the machine could not tell, then what is closest to the threshold, of a finished batch; random: the batch's own random order, for a spot check. */
                    order?: "upload" | "doubt" | "random";
                    cursor?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get results page by page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ResultsPage"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the names of the images of a batch page by page */
        get: {
            parameters: {
                query?: {
                    cursor?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the names of the images of a batch page by page */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ItemsPage"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items/{seq}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the thumbnail of an image */
        get: {
            parameters: {
                query?: {
                    /** @description The run that a corrected file came with, 0 for the file first sent; without it the newest one. */
                    corrected_in?: number;
                };
                header?: never;
                path: {
                    id: string;
                    seq: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the thumbnail of an image */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items/{seq}/view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an image as it was inspected, large enough to read the mark */
        get: {
            parameters: {
                query?: {
                    /** @description The run that a corrected file came with, 0 for the file first sent; without it the newest one. */
                    corrected_in?: number;
                };
                header?: never;
                path: {
                    id: string;
                    seq: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get an image as it was inspected, large enough to read the mark */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/*": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items/{seq}/marks/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the pixels around detection n; 0 is the best one or the closest match */
        get: {
            parameters: {
                query?: {
                    /** @description The run that a corrected file came with, 0 for the file first sent; without it the newest one. */
                    corrected_in?: number;
                };
                header?: never;
                path: {
                    id: string;
                    seq: number;
                    n: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the pixels around detection n; 0 is the best one or the closest match */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/jpeg": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the delivery log of a batch's webhook */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the delivery log of a batch's webhook */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** Format: uuid */
                            batch_id: string;
                            webhook_url: string | null;
                            /** @enum {string} */
                            state: "none" | "waiting" | "delivered" | "failed";
                            attempts: {
                                at: string;
                                http_status: number | null;
                                error: string | null;
                                ms: number;
                            }[];
                        };
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/threshold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Re-evaluate a finished batch with a new threshold, or preview what would change */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        threshold: number;
                        /**
                         * @description Counts what would change, and changes nothing.
                         * @default false
                         */
                        dry_run?: boolean;
                    };
                };
            };
            responses: {
                /** @description Re-evaluate a finished batch with a new threshold, or preview what would change */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ThresholdPreview"];
                    };
                };
                /** @description Re-evaluate a finished batch with a new threshold, or preview what would change */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running; `batch_changed`: The batch was changed meanwhile; `too_many_runs`: The batch was checked again too often; `images_gone`: The images are not kept any more */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a batch after the images in progress */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Pause a batch after the images in progress */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_finished`: The batch is finished; `batch_not_ready`: The batch has no images yet; `batch_changed`: The batch was changed meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused batch */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Resume a paused batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_finished`: The batch is finished; `batch_not_ready`: The batch has no images yet; `batch_changed`: The batch was changed meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a batch; images without a result get one that says so */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Cancel a batch; images without a result get one that says so */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_finished`: The batch is finished; `batch_not_ready`: The batch has no images yet; `batch_changed`: The batch was changed meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/retry-failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry the images of a finished batch that ended in an error */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Retry the images of a finished batch that ended in an error */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_finished`: The batch is still running; `too_many_runs`: The batch was checked again too often; `batch_not_ready`: The batch has no images yet; `batch_changed`: The batch was changed meanwhile */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/capabilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get server capabilities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get server capabilities */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Capabilities"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items/{seq}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the review history of an image, oldest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    seq: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the review history of an image, oldest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewEntry"][];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Decide about an image; null takes the decision back */
        put: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The version of the review that you saw, like "0": another version is a 412. */
                    "if-match"?: string;
                };
                path: {
                    id: string;
                    seq: number;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @enum {string} */
                        verdict: "Valid" | "Invalid";
                        reason?: string;
                        note?: string;
                        /**
                         * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
                         * @enum {boolean}
                         */
                        by_rule?: true;
                        /** @description Where the mark is that the machine did not find, in pixels of the upright original. */
                        box?: {
                            x1: number;
                            y1: number;
                            x2: number;
                            y2: number;
                        };
                    };
                };
            };
            responses: {
                /** @description Decide about an image; null takes the decision back */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reviewed"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `review_conflict`: Somebody else reviewed the image meanwhile */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide about all images that match a filter */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        filter: {
                            /** @enum {string} */
                            verdict?: "Valid" | "Invalid" | "Error";
                            /** @enum {string} */
                            effective?: "Valid" | "Invalid" | "Error";
                            min_confidence?: number;
                            max_confidence?: number;
                            seqs?: number[];
                            reviewed?: boolean;
                        };
                        decision: {
                            /** @enum {string} */
                            verdict: "Valid" | "Invalid";
                            reason?: string;
                            note?: string;
                            /**
                             * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
                             * @enum {boolean}
                             */
                            by_rule?: true;
                        };
                        /** @default false */
                        dry_run?: boolean;
                    };
                };
            };
            responses: {
                /** @description Decide about all images that match a filter */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkReviewed"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_items`: The batch has too many images; `upload_too_large`: The upload is too large */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/reviews/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get how far the review of a batch is, and the error rate of its spot check */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get how far the review of a batch is, and the error rate of its spot check */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReviewSummary"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the batches by title, supplier, note, image name, verdict and time, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description Part of a title, supplier, note, id or image name, in any case. */
                    query?: string;
                    /** @description Part of the supplier. */
                    supplier?: string;
                    /** @description Batches that ended with at least one image of this verdict, as the machine has it. */
                    verdict?: "Valid" | "Invalid" | "Error";
                    from?: string;
                    to?: string;
                    /** @description Whose batches a caller without a name wants to see; callers that may list all get all. */
                    client_id?: string;
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Search the batches by title, supplier, note, image name, verdict and time, newest first */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundBatches"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the record of a batch: title, note, retention, and its runs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the record of a batch: title, note, retention, and its runs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchRecord"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a batch at once, with everything that is kept of it */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Delete a batch at once, with everything that is kept of it */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Change title, supplier and note of a batch, or pin it, so that it is not cleaned up */
        patch: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The version of the record that you saw, like "0": another version is a 412. */
                    "if-match"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        title?: string;
                        supplier?: string;
                        note?: string;
                        pinned?: boolean;
                    };
                };
            };
            responses: {
                /** @description Change title, supplier and note of a batch, or pin it, so that it is not cleaned up */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchRecord"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `record_conflict`: Somebody else changed the batch's record meanwhile */
                412: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/batches/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send corrected files for images of a finished batch that are not valid; only those are checked again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "multipart/form-data": {
                        /**
                         * @description The numbers of the images that the files replace, in their order; without them by name.
                         * @default []
                         */
                        seqs?: string;
                        files?: string[];
                        /** Format: binary */
                        zip_file?: string;
                    };
                };
            };
            responses: {
                /** @description Send corrected files for images of a finished batch that are not valid; only those are checked again */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Corrected"];
                    };
                };
                /** @description `invalid_request`: The request is not valid; `nothing_to_do`: No images were given; `nothing_to_correct`: No file belongs to an image that failed; `zip_without_images`: The zip file holds no images; `zip_unreadable`: The zip file cannot be read; `zip_refused`: The zip file is not safe to unpack */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running; `batch_changed`: The batch was changed meanwhile; `too_many_runs`: The batch was checked again too often */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `upload_too_large`: The upload is too large; `too_many_items`: The batch has too many images */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/items/{seq}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the files that an image has had, and what was found in each */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    seq: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the files that an image has had, and what was found in each */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ItemHistory"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/results.jsonl": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export results as lines of JSON */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export results as lines of JSON */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/jsonl": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/report.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a printable report of a finished batch */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get a printable report of a finished batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/report.xlsx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export results as a workbook, with pictures of what failed */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export results as a workbook, with pictures of what failed */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/images.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export images as a zip, in a folder for each verdict */
        get: {
            parameters: {
                query?: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export images as a zip, in a folder for each verdict */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/dataset.zip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export images with labels for training, by the verdicts that count */
        get: {
            parameters: {
                query: {
                    status?: "Valid" | "Invalid" | "Error";
                    /** @description The verdict that counts: of the review, or else of the machine. */
                    effective?: "Valid" | "Invalid" | "Error";
                    /** @description 1: with a review; 0: without one. */
                    reviewed?: boolean;
                    category?: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal";
                    /** @description A part of the image's name or URL, in any case. */
                    search?: string;
                    /** @description Images in this folder or below it, for instance shelf/left; of URLs the site. */
                    folder?: string;
                    /** @description By megapixels: small up to 0.5, medium up to 2, large up to 12, huge above. */
                    size?: "small" | "medium" | "large" | "huge";
                    /** @description 1: people decided against the machine; 0: they did not. */
                    overridden?: boolean;
                    format: "yolo" | "coco";
                    /** @description 1: also images that nobody reviewed, with the machine's verdict. */
                    all?: boolean;
                    /** @description Decides which images are for training, validation and test. */
                    seed?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Export images with labels for training, by the verdicts that count */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/zip": string;
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the links of a batch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description List the links of a batch */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Shares"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Create a link that shows a batch, and nothing else, until it expires */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": {
                        /** @default 168 */
                        expires_in_hours?: number;
                        /** @description Whom the link is for, to find it again. */
                        label?: string;
                    };
                };
            };
            responses: {
                /** @description Create a link that shows a batch, and nothing else, until it expires */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewShare"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `too_many_shares`: The batch has too many share links */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unsupported_media_type`: The body's content type is not supported */
                415: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_unavailable`: The storage cannot take anything now */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `storage_full`: The storage is full */
                507: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/shares/{share}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a link at once */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    share: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Revoke a link at once */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found; `not_found`: Not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare a finished batch with an earlier one, image by image */
        get: {
            parameters: {
                query: {
                    /** @description The batch before. */
                    with: string;
                    kind?: "fixed" | "broken" | "changed" | "same" | "new" | "missing";
                    cursor?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Compare a finished batch with an earlier one, image by image */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Comparison"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare the confidences of a finished batch with its reviews, and get a threshold from them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Compare the confidences of a finished batch with its reviews, and get a threshold from them */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Calibration"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet; `batch_not_finished`: The batch is still running */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/batches/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the images of a batch that are the same file, or look alike */
        get: {
            parameters: {
                query?: {
                    /** @description 1: images that look alike, in place of those that are the same file. */
                    alike?: boolean;
                    cursor?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Get the images of a batch that are the same file, or look alike */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Duplicates"];
                    };
                };
                /** @description `invalid_request`: The request is not valid */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_found`: Batch not found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `batch_not_ready`: The batch has no images yet */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the brands that can be looked for */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description List the brands that can be looked for */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Brand"][];
                    };
                };
                /** @description `unauthorized`: An API key is needed */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `scope_missing`: The API key does not allow this */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `too_many_requests`: Too many requests */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description `internal`: Something went wrong on our side */
                500: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Readiness: {
            ready: boolean;
            checks: {
                [key: string]: {
                    ok: boolean;
                    detail: string;
                };
            };
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "invalid_request" | "nothing_to_do" | "nothing_to_correct" | "zip_without_images" | "zip_unreadable" | "brand_unknown" | "artwork_refused" | "review_conflict" | "record_conflict" | "zip_refused" | "no_address" | "mail_not_configured" | "webhooks_not_configured" | "unauthorized" | "admin_only" | "origin_not_allowed" | "scope_missing" | "not_found" | "batch_not_found" | "method_not_allowed" | "already_submitted" | "name_taken" | "batch_not_finished" | "brand_changed" | "batch_changed" | "too_many_runs" | "too_many_shares" | "too_many_schedules" | "schedule_running" | "batch_finished" | "images_gone" | "upload_incomplete" | "upload_busy" | "batch_not_ready" | "idempotency_key_reused" | "upload_too_large" | "too_many_items" | "unknown_host" | "unsupported_media_type" | "not_an_image" | "too_many_requests" | "internal" | "storage_unavailable" | "not_ready" | "source_unavailable" | "judging_timeout" | "storage_full";
        };
        Submitted: {
            /** Format: uuid */
            batch_id: string;
            message: string;
            /** @enum {string} */
            status: "processing";
            total: number;
            skipped: components["schemas"]["Skipped"][];
            skipped_count?: number;
        };
        Skipped: {
            name: string;
            reason: string;
        };
        BatchStatus: {
            batch_id: string;
            /** @enum {string} */
            status: "initialized" | "processing" | "paused" | "completed" | "cancelled";
            counts: components["schemas"]["Counts"];
            progress: number;
            progress_percentage: number;
            processed: number;
            total: number;
            valid: number;
            invalid: number;
            error: number;
            eta_seconds: number | null;
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            queue_position: number | null;
            seq: number;
            /** @description Only while initialized: whether its images seem to be on their way, or nothing came for a while. */
            uploading?: boolean;
            skipped: components["schemas"]["Skipped"][];
            skipped_count?: number;
        };
        Counts: {
            total: number;
            valid: number;
            invalid: number;
            error: number;
            processed: number;
            pending: number;
        };
        Complete: {
            /** Format: uuid */
            batch_id: string;
            message: string;
            /** @enum {string} */
            status: "completed" | "cancelled";
            counts: components["schemas"]["Counts"];
            skipped: components["schemas"]["Skipped"][];
            skipped_count?: number;
            results: components["schemas"]["Result"][];
        };
        Result: {
            Image_Path_or_URL: string;
            /** @enum {string} */
            Is_Valid: "Valid" | "Invalid" | "Error";
            Confidence: number | null;
            Detected_By: string | null;
            Bounding_Box: {
                x1: number;
                y1: number;
                x2: number;
                y2: number;
            } | null;
            Error: string | null;
            /** @enum {string|null} */
            Error_Category: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal" | null;
            Processing_Ms: number;
            Attempts: number;
            Seq: number;
            Detections: {
                brand: string | null;
                stage: string;
                confidence: number;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                shown?: {
                    turn: number;
                    stretch: number;
                    mirrored: boolean;
                    variants: string[];
                };
            }[];
            Closest_Match: {
                stage: string;
                confidence: number;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /** @enum {string} */
                reason?: "too_small" | "too_blurred" | "unlike";
                brand?: string;
            } | null;
            Review: {
                /** @enum {string} */
                verdict: "Valid" | "Invalid";
                reason: string | null;
                note: string | null;
                by: string;
                at: string;
                box?: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /**
                 * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
                 * @enum {boolean}
                 */
                by_rule?: true;
            } | null;
            /** @enum {string} */
            Effective: "Valid" | "Invalid" | "Error";
            Brands?: {
                [key: string]: "Valid" | "Invalid" | "Error";
            };
            Violations?: {
                brand: string;
                /** @description One of min_width_px, min_width_share, clear_space, positions, min_marks, max_marks, max_turn, max_stretch, not_mirrored, variants, must_not_show. */
                rule: string;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                } | null;
                measured: number | null;
                found?: string;
            }[];
        };
        ResultsPage: {
            /** Format: uuid */
            batch_id: string;
            results: components["schemas"]["ListedResult"][];
            next_cursor: number | null;
        };
        ListedResult: {
            Image_Path_or_URL: string;
            /** @enum {string} */
            Is_Valid: "Valid" | "Invalid" | "Error";
            Confidence: number | null;
            Detected_By: string | null;
            Bounding_Box: {
                x1: number;
                y1: number;
                x2: number;
                y2: number;
            } | null;
            Error: string | null;
            /** @enum {string|null} */
            Error_Category: "empty_file" | "not_an_image" | "unsupported_format" | "corrupt_image" | "too_many_pixels" | "file_too_large" | "file_missing" | "invalid_url" | "url_blocked" | "url_not_found" | "url_http_error" | "url_unreachable" | "url_timeout" | "url_too_many_redirects" | "out_of_memory" | "decoder_crashed" | "judging_timeout" | "model_failed" | "expired" | "cancelled" | "internal" | null;
            Processing_Ms: number;
            Attempts: number;
            Seq: number;
            Detections: {
                brand: string | null;
                stage: string;
                confidence: number;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                shown?: {
                    turn: number;
                    stretch: number;
                    mirrored: boolean;
                    variants: string[];
                };
            }[];
            Closest_Match: {
                stage: string;
                confidence: number;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /** @enum {string} */
                reason?: "too_small" | "too_blurred" | "unlike";
                brand?: string;
            } | null;
            Review: {
                /** @enum {string} */
                verdict: "Valid" | "Invalid";
                reason: string | null;
                note: string | null;
                by: string;
                at: string;
                box?: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /**
                 * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
                 * @enum {boolean}
                 */
                by_rule?: true;
            } | null;
            /** @enum {string} */
            Effective: "Valid" | "Invalid" | "Error";
            Brands?: {
                [key: string]: "Valid" | "Invalid" | "Error";
            };
            Violations?: {
                brand: string;
                /** @description One of min_width_px, min_width_share, clear_space, positions, min_marks, max_marks, max_turn, max_stretch, not_mirrored, variants, must_not_show. */
                rule: string;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                } | null;
                measured: number | null;
                found?: string;
            }[];
            seq: number;
            Image_Width: number | null;
            Image_Height: number | null;
            Image_Pages?: number;
            Corrected_In?: number;
            near_miss: {
                stage: string;
                confidence: number;
                box: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /** @enum {string} */
                reason?: "too_small" | "too_blurred" | "unlike";
                brand?: string;
            } | null;
            Threshold: number | null;
            Checked_Before?: {
                at: string;
                /** @enum {string} */
                verdict: "Valid" | "Invalid" | "Error";
            } | null;
            Review_Version: number;
            same_as?: {
                /** @enum {string} */
                batch: "this" | "earlier";
                seq: number | null;
            } | null;
        };
        ItemsPage: {
            /** Format: uuid */
            batch_id: string;
            items: {
                seq: number;
                name: string;
            }[];
            next_cursor: number | null;
        };
        ThresholdPreview: {
            /** Format: uuid */
            batch_id: string;
            threshold: number;
            threshold_limit: number | null;
            to_valid: number;
            to_invalid: number;
            need_inspection: number;
            to_valid_seqs: number[];
            to_invalid_seqs: number[];
            histogram: {
                from: number;
                to: number;
                valid: number;
                invalid: number;
                reviewed_valid: number;
                reviewed_invalid: number;
            }[];
            without_match: number;
        };
        Status: {
            batch_id: string;
            /** @enum {string} */
            status: "initialized" | "processing" | "paused" | "completed" | "cancelled";
            counts: components["schemas"]["Counts"];
            progress: number;
            progress_percentage: number;
            processed: number;
            total: number;
            valid: number;
            invalid: number;
            error: number;
            eta_seconds: number | null;
            created_at: string;
            started_at: string | null;
            completed_at: string | null;
            queue_position: number | null;
            seq: number;
            /** @description Only while initialized: whether its images seem to be on their way, or nothing came for a while. */
            uploading?: boolean;
        };
        Capabilities: {
            /** @description Whether the summary of a batch is mailed to the address that the batch was started with. */
            summary_mail: boolean;
            /** @description Whether a webhook_url is accepted. */
            webhooks: boolean;
            /** @description Largest image file. */
            max_file_bytes: number;
            /** @description Largest image, width times height. */
            max_image_pixels: number;
            /** @description Largest number of images in one batch. */
            max_batch_items: number;
            /** @description Brands whose marks are looked for; empty while no worker runs. */
            brands: string[];
            /** @description Workers that are alive and have loaded their models; null while that is not known. */
            workers: number | null;
            /** @description Whether the administrator's page is on. */
            admin: boolean;
            /** @description Whether the files of new batches are kept as they were sent; else only reduced views of them. */
            keeps_originals: boolean;
            /** @description Reasons that a reviewer can choose from. */
            review_reasons: string[];
            /** @description Largest request, and largest number of bytes unpacked from its zips. */
            max_upload_bytes: number;
        };
        Reviewed: {
            review: {
                /** @enum {string} */
                verdict: "Valid" | "Invalid";
                reason: string | null;
                note: string | null;
                by: string;
                at: string;
                box?: {
                    x1: number;
                    y1: number;
                    x2: number;
                    y2: number;
                };
                /**
                 * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
                 * @enum {boolean}
                 */
                by_rule?: true;
            } | null;
            /** @enum {string} */
            effective: "Valid" | "Invalid" | "Error";
            version: number;
        };
        ReviewEntry: {
            /** @enum {string|null} */
            verdict: "Valid" | "Invalid" | null;
            reason: string | null;
            note: string | null;
            by: string;
            at: string;
            box?: {
                x1: number;
                y1: number;
                x2: number;
                y2: number;
            };
            /**
             * @description Decided by a rule: nobody looked at this image or a copy of it. A spot check ends here until somebody does.
             * @enum {boolean}
             */
            by_rule?: true;
        };
        BulkReviewed: {
            matched: number;
            changed: number;
        };
        ReviewSummary: {
            /** Format: uuid */
            batch_id: string;
            reviewed: number;
            agreed: number;
            overridden: number;
            remaining: number;
            sample: {
                size: number;
                wrong: number;
                error_rate: number | null;
                low: number | null;
                high: number | null;
            };
        };
        FoundBatches: {
            batches: components["schemas"]["FoundBatch"][];
            next_cursor: string | null;
            searched_to: string | null;
        };
        FoundBatch: {
            /** Format: uuid */
            batch_id: string;
            title: string | null;
            supplier: string | null;
            pinned: boolean;
            /** @enum {string} */
            status: "initialized" | "processing" | "paused" | "completed" | "cancelled";
            counts: components["schemas"]["Counts"];
            created_at: string;
            completed_at: string | null;
            matching_name: string | null;
        };
        BatchRecord: {
            /** Format: uuid */
            batch_id: string;
            title: string | null;
            supplier: string | null;
            note: string | null;
            pinned: boolean;
            version: number;
            /** @enum {string} */
            status: "initialized" | "processing" | "paused" | "completed" | "cancelled";
            created_at: string;
            completed_at: string | null;
            kept_until: string | null;
            thresholds: {
                [key: string]: number;
            };
            model: string | null;
            runs: components["schemas"]["Run"][];
            notifications?: {
                mail: {
                    /** @enum {string} */
                    state: "waiting" | "delivered" | "failed";
                    at: string | null;
                    error: string | null;
                } | null;
                webhook: {
                    /** @enum {string} */
                    state: "waiting" | "delivered" | "failed";
                    at: string | null;
                    error: string | null;
                } | null;
            };
            /** Format: uuid */
            trial_of?: string;
        };
        Run: {
            run: number;
            started_at: string | null;
            completed_at: string | null;
            threshold: number | null;
            thresholds: {
                [key: string]: number;
            };
            items: number;
            corrected?: number;
            counts: components["schemas"]["Counts"] & (Record<string, never> | null);
            changed: number | null;
            model: string | null;
        };
        Corrected: {
            /** Format: uuid */
            batch_id: string;
            run: number;
            message: string;
            corrected: {
                seq: number;
                name: string;
                file: string;
            }[];
            skipped: components["schemas"]["Skipped"][];
            skipped_count: number;
        };
        ItemHistory: {
            /** Format: uuid */
            batch_id: string;
            seq: number;
            name: string;
            files: {
                corrected_in: number;
                sent_at: string | null;
                result: components["schemas"]["ListedResult"] & (Record<string, never> | null);
            }[];
        };
        NewShare: {
            share_id: string;
            label: string | null;
            created_at: string;
            expires_at: string;
            by: string;
            expired: boolean;
            url: string;
        };
        Shares: {
            /** Format: uuid */
            batch_id: string;
            shares: components["schemas"]["Share"][];
        };
        Share: {
            share_id: string;
            label: string | null;
            created_at: string;
            expires_at: string;
            by: string;
            expired: boolean;
        };
        Comparison: {
            /** Format: uuid */
            batch_id: string;
            /** Format: uuid */
            with: string;
            counts: {
                fixed: number;
                broken: number;
                changed: number;
                same: number;
                new: number;
                missing: number;
            };
            items: {
                /** @enum {string} */
                kind: "fixed" | "broken" | "changed" | "same" | "new" | "missing";
                name: string;
                seq: number | null;
                other_seq: number | null;
                /** @enum {string|null} */
                effective: "Valid" | "Invalid" | "Error" | null;
                /** @enum {string|null} */
                other_effective: "Valid" | "Invalid" | "Error" | null;
                same_content: boolean | null;
            }[];
            next_cursor: number | null;
        };
        Calibration: {
            /** Format: uuid */
            batch_id: string;
            reviewed: number;
            reliability: {
                from: number;
                to: number;
                valid: {
                    rate: number | null;
                    low: number | null;
                    high: number | null;
                    of: number;
                };
            }[];
            thresholds: {
                threshold: number;
                precision: {
                    rate: number | null;
                    low: number | null;
                    high: number | null;
                    of: number;
                };
                recall: {
                    rate: number | null;
                    low: number | null;
                    high: number | null;
                    of: number;
                };
            }[];
            recommended: {
                threshold: number;
                wrongly_accepted: {
                    rate: number | null;
                    low: number | null;
                    high: number | null;
                    of: number;
                };
                reviews_until_certain: number;
            } | null;
        };
        Duplicates: {
            /** Format: uuid */
            batch_id: string;
            groups: number;
            copies: number;
            items: {
                sha256: string | null;
                count: number;
                images: {
                    seq: number;
                    name: string;
                }[];
            }[];
            next_cursor: number | null;
        };
        Brand: {
            name: string;
            stages: string[];
            words: string[];
            ready: boolean;
            version: number | null;
            default: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Readiness = components['schemas']['Readiness'];
export type Problem = components['schemas']['Problem'];
export type Submitted = components['schemas']['Submitted'];
export type Skipped = components['schemas']['Skipped'];
export type BatchStatus = components['schemas']['BatchStatus'];
export type Counts = components['schemas']['Counts'];
export type Complete = components['schemas']['Complete'];
export type Result = components['schemas']['Result'];
export type ResultsPage = components['schemas']['ResultsPage'];
export type ListedResult = components['schemas']['ListedResult'];
export type ItemsPage = components['schemas']['ItemsPage'];
export type ThresholdPreview = components['schemas']['ThresholdPreview'];
export type Status = components['schemas']['Status'];
export type Capabilities = components['schemas']['Capabilities'];
export type Reviewed = components['schemas']['Reviewed'];
export type ReviewEntry = components['schemas']['ReviewEntry'];
export type BulkReviewed = components['schemas']['BulkReviewed'];
export type ReviewSummary = components['schemas']['ReviewSummary'];
export type FoundBatches = components['schemas']['FoundBatches'];
export type FoundBatch = components['schemas']['FoundBatch'];
export type BatchRecord = components['schemas']['BatchRecord'];
export type Run = components['schemas']['Run'];
export type Corrected = components['schemas']['Corrected'];
export type ItemHistory = components['schemas']['ItemHistory'];
export type NewShare = components['schemas']['NewShare'];
export type Shares = components['schemas']['Shares'];
export type Share = components['schemas']['Share'];
export type Comparison = components['schemas']['Comparison'];
export type Calibration = components['schemas']['Calibration'];
export type Duplicates = components['schemas']['Duplicates'];
export type Brand = components['schemas']['Brand'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
